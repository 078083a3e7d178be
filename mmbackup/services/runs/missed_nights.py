"""Nights that nothing has taken: alarmed soon, handed over while there is time, recorded after that."""

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from mmbackup.engine.codes import NIGHT_OVERDUE
from mmbackup.engine.format.times import day_date_time
from mmbackup.models import Run, Schedule, Site
from mmbackup.services.alarms import raise_alarm
from mmbackup.services.runs.claim_night import insert_night, unclaimed_night
from mmbackup.services.runs.end_queued_run import end_as_not_run
from mmbackup.services.schedule import GRACE, dues_before, window_end

MOST_NIGHTS = 14  # looked back after a long power cut


def look_for_missed_nights(*, site: Site, now: datetime, hand_over: Callable[[], object]) -> list[Run]:
    """The nights recorded as `did not run`, oldest first. hand_over must not take long."""
    found = unclaimed_night(site=site, now=now)
    if found is not None:
        _hurry(found[0], found[1], now, hand_over)
    return _record_missed(site, now)


def _hurry(schedule: Schedule, due: datetime, now: datetime, hand_over: Callable[[], object]) -> None:
    if now < due + GRACE:
        return
    detail = f"Due {_words(schedule, due)}; nothing has taken it yet."
    place = schedule.drive.name if schedule.drive else schedule.site.name
    raise_alarm(site=schedule.site, code=NIGHT_OVERDUE, location=place, detail=detail, now=now)
    hand_over()


def _record_missed(site: Site, now: datetime) -> list[Run]:
    schedule = Schedule.objects.select_related("site", "drive").filter(site=site, enabled=True).first()
    if schedule is None:
        return []
    dues = [
        due for due in islice(dues_before(schedule=schedule, now=now), MOST_NIGHTS) if due >= schedule.since
    ]
    claimed = set(Run.objects.filter(site=site, due_at__in=dues).values_list("due_at", flat=True))
    missed = [due for due in dues if due not in claimed and window_end(schedule=schedule, due=due) <= now]
    runs = (_record(schedule, due, now) for due in reversed(missed))
    return [run for run in runs if run is not None]


def _record(schedule: Schedule, due: datetime, now: datetime) -> Run | None:
    """Queued at its due moment, so that it stands in its place among the runs."""
    run = insert_night(schedule=schedule, due=due, queued_at=due, now=now)
    if run is not None:
        end_as_not_run(
            run=run,
            reason=f"nothing took the backup that was due {_words(schedule, due)}",
            next_step="See that beat, worker and broker run, then choose Back Up Now.",
            now=now,
        )
    return run


def _words(schedule: Schedule, due: datetime) -> str:
    return day_date_time(due, ZoneInfo(schedule.site.time_zone))
