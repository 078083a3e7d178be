"""The ways to tell somebody, and what goes to each."""

from datetime import time
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status
from ninja.errors import ValidationError
from pydantic import ValidationError as ShapeFaulty

from mmbackup.models import Channel, NoticeRule
from mmbackup.services.notices.channel_rules import RuleFacts, add_rule, change_rule, remove_rule
from mmbackup.services.notices.channels import (
    ChannelFacts,
    add_channel,
    change_channel,
    mark_of,
    remove_channel,
)
from mmbackup.services.notices.settings_shape import whole_settings
from mmbackup.services.notices.try_channel import try_channel
from portal.api.allowed import of
from portal.api.etags import check_if_match, marked
from portal.api.paging import Asked, Page, page_of
from portal.api.request import ApiRequest
from portal.api.rooms.pools import GUARDED, IfMatch
from portal.api.shapes.channels import ChannelShape, ChannelWish, NewChannel, RuleShape, RuleWish
from portal.api.shapes.told import ReceiptShape
from portal.api.shapes.values import Number

router = Router(tags=["Channels"])
GONE = {HTTPStatus.NO_CONTENT: None}
MADE = {HTTPStatus.CREATED: ChannelShape}


@router.get("/channels", response=Page[ChannelShape], **of("notices:overview"))
def channels(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """The ways to tell somebody, by name. They are told of all sites."""
    return page_of(request, response, Channel.objects.prefetch_related("rules"), by="name", asked=asked)


@router.get("/channels/{int:channel_id}", response=ChannelShape, **of("notices:channel"))
def channel(request: ApiRequest, response: HttpResponse, channel_id: Number) -> Any:
    """One channel. Its ETag goes into If-Match of a change."""
    return marked(response, ChannelShape, _channel(channel_id))


@router.post("/channels", response=MADE, **of("notices:add"))
def add(request: ApiRequest, wish: NewChannel) -> Any:
    """A new channel, with the usual rule: alarms, results and the digest. Send a test next."""
    made = add_channel(kind=wish.kind, facts=_facts(wish, wish.kind), now=timezone.now())
    return Status(HTTPStatus.CREATED, _channel(made.pk))


@router.put("/channels/{int:channel_id}", response=ChannelShape, **of("notices:channel", **GUARDED))
def change(
    request: ApiRequest,
    response: HttpResponse,
    channel_id: Number,
    wish: ChannelWish,
    if_match: IfMatch = None,
) -> Any:
    """All of it but its secrets anew: what is left out is as usual."""
    found = _channel(channel_id)
    check_if_match(if_match, ChannelShape, found)
    facts = _facts(wish, found.kind)
    change_channel(channel=found, shown=mark_of(found), after=facts, now=timezone.now())
    return marked(response, ChannelShape, _channel(channel_id))


@router.delete("/channels/{int:channel_id}", response=GONE, **of("notices:remove"))
def remove(request: ApiRequest, channel_id: Number) -> Any:
    """With its rules, and the list of what it was sent."""
    remove_channel(channel=_channel(channel_id), now=timezone.now())
    return Status(HTTPStatus.NO_CONTENT, None)


@router.post("/channels/{int:channel_id}/test", response=ReceiptShape, **of("notices:test"))
def test(request: ApiRequest, channel_id: Number) -> Any:
    """Sends a test, now. It takes as long as the receiver needs for its answer, 20 seconds at the most."""
    found, by = _channel(channel_id), request.caller.said_by
    return try_channel(channel=found, site=request.messaging_site, by=by, now=timezone.now())


@router.post(
    "/channels/{int:channel_id}/rules", response={HTTPStatus.CREATED: RuleShape}, **of("notices:add-rule")
)
def add_a_rule(request: ApiRequest, channel_id: Number, wish: RuleWish) -> Any:
    """One more: a channel takes what any of its rules takes."""
    made = add_rule(channel=_channel(channel_id), facts=_rule_facts(wish), now=timezone.now())
    return Status(HTTPStatus.CREATED, made)


@router.put("/rules/{int:rule_id}", response=RuleShape, **of("notices:rule", **GUARDED))
def change_a_rule(
    request: ApiRequest, response: HttpResponse, rule_id: Number, wish: RuleWish, if_match: IfMatch = None
) -> Any:
    """All of it anew: what is left out is all."""
    found = _rule(rule_id)
    check_if_match(if_match, RuleShape, found)
    before, after = RuleFacts.of(found), _rule_facts(wish)
    change_rule(rule=found, before=before, after=after, now=timezone.now())
    return marked(response, RuleShape, _rule(rule_id))


@router.delete("/rules/{int:rule_id}", response=GONE, **of("notices:remove-rule"))
def remove_a_rule(request: ApiRequest, rule_id: Number) -> Any:
    """A channel without a rule is told nothing."""
    remove_rule(rule=_rule(rule_id), now=timezone.now())
    return Status(HTTPStatus.NO_CONTENT, None)


def _channel(channel_id: int) -> Channel:
    return get_object_or_404(Channel.objects.prefetch_related("rules"), pk=channel_id)


def _rule(rule_id: int) -> NoticeRule:
    return get_object_or_404(NoticeRule.objects.select_related("channel"), pk=rule_id)


def _facts(wish: ChannelWish, kind: str) -> ChannelFacts:
    try:
        settings = whole_settings(kind, wish.settings)
    except ShapeFaulty as error:
        faults = [{"loc": ("body", "settings", *one["loc"]), "msg": one["msg"]} for one in error.errors()]
        raise ValidationError(faults) from None  # its values might hold a secret
    return ChannelFacts(wish.name, settings, wish.enabled, wish.forget)


def _rule_facts(wish: RuleWish) -> RuleFacts:
    lists = (tuple(wish.levels), tuple(wish.codes), tuple(wish.sites))
    return RuleFacts(*lists, _time(wish.from_at), _time(wish.until_at), tuple(wish.weekdays))


def _time(clock: str | None) -> time | None:
    return time.fromisoformat(clock) if clock else None
