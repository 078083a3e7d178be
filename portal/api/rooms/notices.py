"""Notices: what was told outside the portal, by which channels, and whether it arrived."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from mmbackup.models import Delivery, Notice
from mmbackup.services.notices.send_again import send_again
from portal.api.allowed import of
from portal.api.paging import Asked, Page, page_of
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.shapes.told import DeliveryShape, NoticeShape
from portal.api.shapes.values import Number

router = Router(tags=["Notices"])


@router.get("/notices", response=Page[NoticeShape], **of("notices:overview"))
def notices(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """What was told, the newest first, and on which channels it arrived."""
    rows = Notice.objects.prefetch_related("deliveries__channel")
    return page_of(request, response, rows, by="-at", asked=asked)


@router.post("/deliveries/{int:delivery_id}/again", response=DeliveryShape, **of("notices:again"))
def again(request: ApiRequest, delivery_id: Number) -> Any:
    """One that was given up: it is sent within a quarter of a minute."""
    rows = Delivery.objects.select_related("channel", "notice")
    found = get_object_or_404(rows, pk=delivery_id)
    if not send_again(delivery=found, now=timezone.now()):
        words = "it is on its way, has arrived, or its channel is not in use"
        raise Refused(HTTPStatus.CONFLICT, words, "Nothing was changed.")
    return get_object_or_404(rows, pk=delivery_id)
