"""The morning's digest: how the night went, what to take out and put in, and what else is to be known."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Site
from mmbackup.services.notices.fact import Fact
from mmbackup.services.notices.letter import DIGEST
from mmbackup.services.notices.rules import is_wanted
from mmbackup.services.notices.tell import tell
from mmbackup.services.preferences import preferences
from mmbackup.services.proof.last_proven import last_proven
from mmbackup.services.swap import EMPTY, Swap, swap

LATE = timedelta(hours=6)  # so long after its time it still is this morning's
NIGHT = timedelta(hours=24)  # what ended within it is last night's


def see_to_digest(*, site: Site, now: datetime) -> bool:
    """True when it was put into the outbox just now."""
    due = _due(site, now)
    key = f"digest {site.pk} {due.astimezone(ZoneInfo(site.time_zone)):%Y-%m-%d}"
    if now - due >= LATE or site.notices.filter(key=key).exists() or not is_wanted(level=DIGEST):
        return False
    with transaction.atomic():
        return tell(fact=fact_of_digest(site=site, key=key, now=now), now=now)


def fact_of_digest(*, site: Site, key: str, now: datetime) -> Fact:
    found = swap(site=site, now=now)
    subject = f"Last night: {_of_night(site, now)} {_to_do(found)}"
    text = "\n".join([subject, *(f"- {line}" for line in _lines(found, site, now))])
    return Fact(site, key, DIGEST, subject, text, address="/")


def _due(site: Site, now: datetime) -> datetime:
    """The newest such moment that has come."""
    zone, at = ZoneInfo(site.time_zone), preferences().digest_at
    today = now.astimezone(zone).date()
    moments = (datetime.combine(today - timedelta(days=back), at, tzinfo=zone) for back in range(3))
    return next(moment for moment in moments if moment <= now)


def _of_night(site: Site, now: datetime) -> str:
    nightly = Run.objects.filter(site=site, kind=Run.Kind.UNATTENDED)
    if nightly.filter(state__in=(Run.State.QUEUED, Run.State.RUNNING)).exists():
        return "the backup is still under way."
    run = nightly.filter(ended_at__gt=now - NIGHT).order_by("-ended_at", "-queued_at").first()
    if run is None:
        return "no backup ran."
    outcome = Outcome(run.outcome)
    if outcome.is_verified:
        return f"{outcome.upper()}, verified."
    return f"FAILED, {outcome}."


def _to_do(found: Swap) -> str:
    """Such as: Take out A, put in B."""
    if found.open_run is not None:
        return "Leave the medium in."
    if found.tonight is None:
        return "No drive is set up."
    wanted = found.tonight.expected.name if found.tonight.expected else "a medium of the pool"
    if found.leaves:
        return f"Take out {found.tonight.look.name or 'what is in the drive'}, put in {wanted}."
    if found.tonight.look.state in EMPTY:
        return f"Put in {wanted}."
    return "Nothing to swap." if found.is_ready else found.tonight.next_step


def _lines(found: Swap, site: Site, now: datetime) -> Iterator[str]:
    yield found.morning.sentence
    if found.tonight is not None:
        yield f"Tonight: {found.tonight.sentence}"
        yield from found.tonight.risks
        if found.tonight.first_partial_on:
            yield f"The first partial backup is to be expected on {found.tonight.first_partial_on:%a %b %-d}."
    alarms = found.morning.active_alarms
    yield "No active alarm." if not alarms else f"Active alarms: {len(alarms)}."
    for alarm in alarms:
        seen = ", acknowledged" if alarm.acknowledged_at else ""
        yield f"{alarm.name} ({alarm.level}{seen}): {alarm.detail or alarm.location}"
    yield last_proven(site=site, now=now).sentence
