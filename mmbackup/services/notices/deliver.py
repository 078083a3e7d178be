"""Deliveries that are due are handed to the postman, and what became of them is remembered.

A delivery is claimed before it is handed out: two watchdogs do not both send it. When a watchdog dies in
between, the claim runs out and it is sent again: rather twice than never, and a notice's key tells.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet

from mmbackup.models import Channel, Delivery
from mmbackup.services.notices.carrying import carry
from mmbackup.services.notices.channel_health import channel_delivered, channel_failed
from mmbackup.services.notices.letter import NotDelivered, Receipt
from mmbackup.services.notices.letters import letter_of
from mmbackup.services.notices.postman import Came, Errand, Postman
from mmbackup.services.notices.retrying import next_try
from mmbackup.services.preferences import portal_address

CLAIMED_FOR = timedelta(minutes=30)
MOST_AT_ONCE = 20  # of a channel
NAME = "channel "


def hand_out(*, postman: Postman, now: datetime) -> None:
    by_channel: defaultdict[Channel, list[Delivery]] = defaultdict(list)
    for delivery in _due(now):
        by_channel[delivery.channel].append(delivery)
    portal = portal_address() if by_channel else ""
    for channel, due in by_channel.items():
        name = f"{NAME}{channel.pk}"
        if not postman.is_out(name):
            claimed = [one for one in due[:MOST_AT_ONCE] if _claim(one, now)]
            if claimed:
                postman.send(name=name, errands=[_errand(one, portal) for one in claimed])


def remember(*, came: Iterable[Came], now: datetime) -> None:
    """Errands of others than channels are left alone."""
    results = [one for one in came if one.name.startswith(NAME)]
    found = _by_number(one.number for one in results)
    for one in results:
        delivery = found.get(one.number)  # none any more: the channel was removed meanwhile
        if delivery is not None:
            with transaction.atomic():
                _remember(delivery, one.result, now)


def _due(now: datetime) -> Iterable[Delivery]:
    """In the order in which things happened."""
    due = Delivery.objects.filter(state=Delivery.State.DUE, next_try_at__lte=now, channel__enabled=True)
    return due.select_related("channel", "notice__site").order_by("id")[:1000]


def _claim(delivery: Delivery, now: datetime) -> bool:
    mine = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.DUE, next_try_at=delivery.next_try_at)
    return bool(mine.update(next_try_at=now + CLAIMED_FOR))


def _errand(delivery: Delivery, portal: str) -> Errand:
    channel = delivery.channel
    letter = letter_of(notice=delivery.notice, portal=portal)
    return Errand(delivery.pk, partial(carry, kind=channel.kind, settings=channel.settings, letter=letter))


def _by_number(numbers: Iterable[int]) -> Mapping[int, Delivery]:
    found = Delivery.objects.select_related("channel", "notice__site")
    return found.in_bulk(list(numbers))


def _remember(delivery: Delivery, result: Receipt | NotDelivered | None, now: datetime) -> None:
    match result:
        case Receipt():
            _delivered(delivery, result, now)
        case NotDelivered():
            _failed(delivery, result, now)
        case None:
            _still_due(delivery).update(next_try_at=now)


def _delivered(delivery: Delivery, receipt: Receipt, now: datetime) -> None:
    _still_due(delivery).update(
        state=Delivery.State.DELIVERED, delivered_at=now, error=receipt.complaint, tries=F("tries") + 1
    )
    channel_delivered(channel=delivery.channel, now=now)


def _failed(delivery: Delivery, error: NotDelivered, now: datetime) -> None:
    tries = delivery.tries + 1
    again = None if error.is_permanent else next_try(tries=tries, now=now)
    state = Delivery.State.DUE if again else Delivery.State.GIVEN_UP
    _still_due(delivery).update(state=state, next_try_at=again or now, tries=tries, error=str(error))
    channel_failed(channel=delivery.channel, error=error, tries=tries, now=now)


def _still_due(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.DUE)
