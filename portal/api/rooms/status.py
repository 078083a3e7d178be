"""The morning's sentence, and tonight's."""

from typing import Any

from django.utils import timezone
from ninja import Router

from mmbackup.services.morning import morning
from mmbackup.services.rotation.look_ahead import look_ahead
from mmbackup.services.status import status
from portal.api.allowed import of
from portal.api.request import ApiRequest
from portal.api.shapes.media import LookAheadShape
from portal.api.shapes.status import StatusShape

router = Router(tags=["Status"])


@router.get("/status", response=StatusShape, **of("swap:swap"))
def this_morning(request: ApiRequest) -> Any:
    """What happened in the night, the worst first, and what to do about it."""
    site = request.messaging_site
    return status(site=site, told=morning(site=site, now=timezone.now()))


@router.post("/look-ahead", response=LookAheadShape, **of("swap:look-ahead"))
def look_at_tonight(request: ApiRequest) -> Any:
    """Looks now at what the coming night will be, as it is done every afternoon."""
    by = request.caller.said_by
    return look_ahead(site=request.messaging_site, now=timezone.now(), by=by)
