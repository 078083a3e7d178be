"""Claims a night by inserting its run: of two beats, two messages or two clocks, the database lets one in."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from mmbackup.engine.codes import NIGHT_OVERDUE
from mmbackup.models import Run, Schedule, Site
from mmbackup.services.alarms import resolve_alarm
from mmbackup.services.reserve import despite_full_disk
from mmbackup.services.schedule import last_due, night_of, window_end

EARLY = timedelta(seconds=1)  # beat's clock may tick a little before ours


def unclaimed_night(*, site: Site, now: datetime) -> tuple[Schedule, datetime] | None:
    """The night that may be run now: due, inside its window, and nobody's yet."""
    schedule = Schedule.objects.select_related("site", "drive").filter(site=site, enabled=True).first()
    if schedule is None:
        return None
    due = last_due(schedule=schedule, now=now + EARLY)
    if due < schedule.since or now >= window_end(schedule=schedule, due=due):
        return None
    if Run.objects.filter(site=site, due_at=due).exists():
        return None
    return schedule, due


def claim_night(*, site: Site, now: datetime) -> Run | None:
    """None when there is nothing to claim, or another was first."""
    found = unclaimed_night(site=site, now=now)
    if found is None:
        return None
    schedule, due = found
    return insert_night(schedule=schedule, due=due, queued_at=now, now=now)


def insert_night(*, schedule: Schedule, due: datetime, queued_at: datetime, now: datetime) -> Run | None:
    """None when that night is claimed."""

    def insert() -> Run:
        with transaction.atomic():
            resolve_alarm(site=schedule.site, code=NIGHT_OVERDUE, reason="The night has its run", now=now)
            return Run.objects.create(
                site=schedule.site,
                drive=schedule.drive,
                drive_name=schedule.drive.name if schedule.drive else "",
                trigger=Run.Trigger.SCHEDULE,
                night=night_of(schedule=schedule, moment=due),
                due_at=due,
                queued_at=queued_at,
            )

    try:
        return despite_full_disk(site=schedule.site, now=now, write=insert)
    except IntegrityError:
        if Run.objects.filter(site=schedule.site, due_at=due).exists():
            return None
        raise
