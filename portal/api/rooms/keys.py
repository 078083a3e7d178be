"""Public keys. Making one is left to people in the portal: its secret is printed, and never passes."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from mmbackup.engine.errors import FormatError
from mmbackup.models import EncryptionKey
from mmbackup.services.keys.drill_key import make_drill_key, remove_drill_key
from mmbackup.services.keys.new_keys import import_key
from mmbackup.services.keys.retire_key import retire_key
from portal.api.allowed import of
from portal.api.paging import Asked, Page, page_of
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.shapes.media import KeyShape, KeyWish, RetireWish
from portal.api.shapes.values import Number

router = Router(tags=["Keys"])
MADE = {HTTPStatus.CREATED: KeyShape}


@router.get("/keys", response=Page[KeyShape], **of("pools:list"))
def keys(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """The public keys that backups are encrypted to, by name."""
    rows = EncryptionKey.objects.filter(site=request.messaging_site)
    return page_of(request, response, rows, by="name", asked=asked)


@router.post("/keys", response=MADE, **of("keys:import"))
def add(request: ApiRequest, wish: KeyWish) -> Any:
    """A public key from elsewhere. Whoever made it answers for its secret key."""
    told, by = wish.dict(), request.caller.said_by
    try:
        made = import_key(site=request.messaging_site, by=by, now=timezone.now(), **told)
    except FormatError as error:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}", error.next_step) from error
    return Status(HTTPStatus.CREATED, made)


@router.post("/keys/drill", response=MADE, **of("keys:drill"))
def add_a_drill_key(request: ApiRequest) -> Any:
    """One whose secret stays on this server, so that drills open what is encrypted to it."""
    made = make_drill_key(site=request.messaging_site, by=request.caller.said_by, now=timezone.now())
    return Status(HTTPStatus.CREATED, made)


@router.post("/keys/{int:key_id}/retire", response=KeyShape, **of("keys:retire"))
def retire(request: ApiRequest, key_id: Number, wish: RetireWish) -> Any:
    """No backup uses it any more; it still opens what it opened. A drill key's secret goes for good."""
    found, by = _key(request, key_id), request.caller.said_by
    act = remove_drill_key if found.origin == EncryptionKey.Origin.DRILL else retire_key
    act(key=found, by=by, now=timezone.now(), knowing=wish.knowing)
    return _key(request, key_id)


def _key(request: ApiRequest, key_id: int) -> EncryptionKey:
    return get_object_or_404(EncryptionKey, pk=key_id, site=request.messaging_site)
