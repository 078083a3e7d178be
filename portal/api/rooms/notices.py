"""Notices: what was told outside the portal, by which channels, and whether it arrived."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from mmbackup.models import Channel, Notice
from mmbackup.services.notices.try_channel import try_channel
from portal.api.allowed import of
from portal.api.paging import Asked, Page, page_of
from portal.api.request import ApiRequest
from portal.api.shapes.told import ChannelShape, NoticeShape, ReceiptShape
from portal.api.shapes.values import Number

router = Router(tags=["Notices"])


@router.get("/notices", response=Page[NoticeShape], **of("notices:overview"))
def notices(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """What was told, the newest first, and on which channels it arrived."""
    rows = Notice.objects.prefetch_related("deliveries__channel")
    return page_of(request, response, rows, by="-at", asked=asked)


@router.get("/channels", response=Page[ChannelShape], **of("notices:overview"))
def channels(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """The ways to tell somebody, by name, without their settings."""
    return page_of(request, response, Channel.objects.all(), by="name", asked=asked)


@router.post("/channels/{int:channel_id}/test", response=ReceiptShape, **of("notices:test"))
def test(request: ApiRequest, channel_id: Number) -> Any:
    """Sends a test, now. It takes as long as the receiver needs for its answer, 20 seconds at the most."""
    channel, by = get_object_or_404(Channel, pk=channel_id), request.caller.said_by
    return try_channel(channel=channel, site=request.messaging_site, by=by, now=timezone.now())
