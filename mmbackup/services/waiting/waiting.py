"""A run that waits for its next medium, or for a key: how it comes to wait, what it asks, its alarm."""

from datetime import datetime, timedelta

from django.db import transaction

from mmbackup.engine.codes import MEDIUM_ASKED_FOR, MEDIUM_WANTED
from mmbackup.engine.events import MediumRefused
from mmbackup.engine.outcomes import Phase
from mmbackup.models import Run, Schedule, Site
from mmbackup.services.alarms import raise_alarm, resolve_alarm
from mmbackup.services.record_event import record_event
from mmbackup.services.waiting.by_kind import ways_of

HOURS = 24


def wait_for_people(*, run: Run, from_state: Run.State, refusal: str, now: datetime) -> bool:
    """False, and nothing changed, when the run was no longer in that state. refusal is empty after a part."""
    with transaction.atomic():
        if not _wait(run, from_state, refusal, now):
            return False
        run.refresh_from_db()
        ways_of(run).remember(run, now)
        message = f"{refusal} {run.waits_for}".strip()
        raise_alarm(site=run.site, code=MEDIUM_WANTED, location=run.drive_name, detail=message, now=now)
        record_event(site=run.site, code=MEDIUM_ASKED_FOR, at=now, message=message, run=run)
    return True


def refused_words(refusal: MediumRefused) -> str:
    """As one sentence, or two."""
    name = f"{refusal.medium_name}: " if refusal.medium_name not in refusal.reason else ""
    return f"{as_sentence(name + refusal.reason)} {as_sentence(refusal.next_step)}"


def stop_wanting(*, site: Site, reason: str, now: datetime) -> None:
    """Unless another drive's run still waits: the alarm stands once a site."""
    if not Run.objects.filter(site=site, state=Run.State.WAITING).exists():
        resolve_alarm(site=site, code=MEDIUM_WANTED, reason=reason, now=now)


def _wait(run: Run, from_state: Run.State, refusal: str, now: datetime) -> bool:
    wanted = ways_of(run).asks(run)
    return bool(
        Run.objects.filter(pk=run.pk, state=from_state).update(
            state=Run.State.WAITING,
            phase=Phase.QUEUED,
            part=wanted.part,
            waits_for=wanted.asks,
            refusal=refusal,
            waits_until=now + _patience(run.site),
            files=0,
            size=0,
            process=None,
        )
    )


def _patience(site: Site) -> timedelta:
    schedule = Schedule.objects.filter(site=site).first()
    return timedelta(hours=schedule.attended_wait_hours if schedule else HOURS)


def as_sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."
