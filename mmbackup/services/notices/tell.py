"""Puts what is to be told into the outbox. Called in the transaction that records the fact itself:

either both are remembered or neither is. Sending is the watchdog's.
"""

from collections.abc import Mapping
from datetime import datetime

from mmbackup.models import Delivery, Notice
from mmbackup.services.notices.fact import Fact
from mmbackup.services.notices.rules import channels_for

LONGEST_SUBJECT = 250


def tell(*, fact: Fact, now: datetime) -> bool:
    """False when nobody is to be told, or was told already."""
    when = channels_for(fact=fact, now=now)
    return bool(when) and _told(fact, when, now)


def _told(fact: Fact, when: Mapping[int, datetime], now: datetime) -> bool:
    notice, is_new = Notice.objects.get_or_create(key=fact.key, defaults=_as_row(fact, now))
    if is_new:
        Delivery.objects.bulk_create(
            Delivery(notice=notice, channel_id=channel, next_try_at=at) for channel, at in when.items()
        )
    return is_new


def _as_row(fact: Fact, now: datetime) -> dict[str, object]:
    subject = f"[{fact.site.name}] {fact.subject}" if fact.site else fact.subject
    return {
        "site": fact.site,
        "at": now,
        "level": fact.level,
        "code": fact.code,
        "is_end": fact.is_end,
        "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
        "text": fact.text,
        "address": fact.address,
    }
