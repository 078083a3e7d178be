"""Sends a test on a channel, now, and says what the receiver answered."""

from datetime import datetime
from functools import partial

from django.db import transaction

from mmbackup.models import Channel, Site
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.notices.carrying import carry
from mmbackup.services.notices.channel_health import channel_delivered
from mmbackup.services.notices.letter import TEST, Letter, NotDelivered, Receipt
from mmbackup.services.notices.postman import Errand, Postman
from mmbackup.services.preferences import portal_address

PATIENCE = 20.0  # seconds: somebody waits in front of a page


def try_channel(*, channel: Channel, site: Site, by: str, now: datetime) -> Receipt:
    """Raise NotDelivered. That it arrived counts as a delivery."""
    postman = Postman(patience=0.0)
    act = partial(carry, kind=channel.kind, settings=channel.settings, letter=_letter(channel, site, by, now))
    postman.send(name=f"test of channel {channel.pk}", errands=[Errand(channel.pk, act)])
    postman.wait(PATIENCE)
    (came,) = postman.returned()
    result = came.result or NotDelivered("it was not tried")
    with transaction.atomic():
        _remember(channel, result, now)
    if isinstance(result, NotDelivered):
        raise result
    return result


def _remember(channel: Channel, result: Receipt | NotDelivered, now: datetime) -> None:
    answer = f"not delivered: {result}" if isinstance(result, NotDelivered) else result.answer
    told = [FieldChange("answer", None, answer)]
    remember_change(deed="channel tested", subject=f"channel {channel}", now=now, fields=told)
    if isinstance(result, Receipt):
        channel_delivered(channel=channel, now=now)


def _letter(channel: Channel, site: Site, by: str, now: datetime) -> Letter:
    portal = portal_address()
    return Letter(
        key=f"test {channel.pk} {now.isoformat()}",
        site=site.name,
        at=now,
        level=TEST,
        code="",
        is_end=False,
        subject=f"[{site.name}] Test of the channel {channel.name}",
        text=f"{by} has sent this to see whether the channel {channel.name} works. It does.",
        link=f"{portal}/alarming/notifications/" if portal else "",
    )
