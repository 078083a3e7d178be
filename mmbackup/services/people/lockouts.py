"""Lockouts: after so many wrong passwords or codes, nobody signs in for a while.

By name and address together, so that a guesser elsewhere does not lock out those whose name is guessed; and,
with more patience, by each alone: one name guessed from many addresses, many names from one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet, Sum

from mmbackup.engine.codes import SIGN_IN_LOCKED, SIGN_IN_UNLOCKED, EventCode
from mmbackup.services.history.acting import actor
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.people.refusals import PersonRefused
from mmbackup.services.record_event import record_event
from mmbackup.services.site import all_sites

LASTS: timedelta = settings.AXES_COOLOFF_TIME
LIMIT_BOTH: int = settings.AXES_FAILURE_LIMIT
LIMIT_ALONE = 4 * LIMIT_BOTH
WAYS = (("username", "ip_address"), ("username",), ("ip_address",))


@dataclass(frozen=True, slots=True)
class Lockout:
    """name or address is empty: whichever."""

    name: str
    address: str
    until: datetime

    @property
    def words(self) -> str:
        if not self.name:
            return f"sign-in from {self.address}"
        return f"sign-in of {self.name}" + (f" from {self.address}" if self.address else "")


def lockout_of(*, name: str, address: str, now: datetime) -> Lockout | None:
    """The one that holds for somebody who tries now; the one that ends last."""
    given = {"username": name, "ip_address": address or None}
    found = (
        lockout
        for way in WAYS
        for lockout in _standing(_recent(now).filter(**{key: given[key] for key in way}), way)
    )
    return max(found, key=lambda lockout: lockout.until, default=None)


def standing_lockouts(*, now: datetime) -> list[Lockout]:
    return [lockout for way in WAYS for lockout in _standing(_recent(now), way)]


@transaction.atomic
def remember_lockout(*, lockout: Lockout, now: datetime) -> None:
    fields = [FieldChange("until", None, lockout.until.isoformat(timespec="minutes"))]
    remember_change(deed="sign-in locked", subject=lockout.words, now=now, fields=fields)
    _record(
        SIGN_IN_LOCKED,
        f"After wrong passwords or codes: {lockout.words}, until {lockout.until:%H:%M} UTC",
        now,
    )


@transaction.atomic
def end_lockout(*, name: str, address: str, now: datetime) -> None:
    """Raise PersonRefused when it has ended by itself."""
    given = {"username": name, "ip_address": address}
    attempts = AccessAttempt.objects.filter(**{key: value for key, value in given.items() if value})
    if not (name or address) or not attempts.delete()[0]:
        raise PersonRefused("this lockout has ended already")
    words = Lockout(name, address, now).words
    remember_change(deed="sign-in unlocked", subject=words, now=now)
    _record(SIGN_IN_UNLOCKED, f"By {actor().name}: {words}", now)


def _recent(now: datetime) -> QuerySet[AccessAttempt]:
    return AccessAttempt.objects.filter(attempt_time__gt=now - LASTS)


def _standing(attempts: QuerySet[AccessAttempt], way: tuple[str, ...]) -> Iterator[Lockout]:
    limit = LIMIT_BOTH if len(way) > 1 else LIMIT_ALONE
    groups = (
        attempts.order_by().values(*way).annotate(count=Sum("failures_since_start"), last=Max("attempt_time"))
    )
    for group in groups.filter(count__gte=limit):
        name, address = group.get("username") or "", group.get("ip_address") or ""
        if name or address:
            yield Lockout(name, address, group["last"] + LASTS)


def _record(code: EventCode, message: str, now: datetime) -> None:
    """At every site: whoever signs in may look at any of them."""
    for site in all_sites():
        record_event(site=site, code=code, at=now, message=message)
