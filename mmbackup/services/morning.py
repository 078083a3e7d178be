"""The morning in one sentence: what happened in the night, the worst first, and what to do about it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mmbackup.engine.codes import NIGHT_OVERDUE, NO_BACKUP
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Alarm, Run, Schedule, Site
from mmbackup.models.run import BACKUPS
from mmbackup.services.schedule import GRACE, last_due, next_due

STALE = timedelta(hours=36)  # a success older than this is last night's no more
LEAVE_IN = "Leave the medium in the drive until it has ended."
TAKE_OUT = "Take the medium out, label it, store it, and insert the next one."


_NAMES: dict[str, str] = {
    Run.Kind.RESTORE: "A restore",
    Run.Kind.VERIFY: "A verification",
    Run.Kind.DRILL: "A restore drill",
}


class Level(StrEnum):
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    RUNNING = "running"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Morning:
    """run is the one the sentence speaks of."""

    sentence: str
    level: Level
    run: Run | None = None
    next_run_at: datetime | None = None
    next_step: str = ""
    active_alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    sentence: str
    level: Level
    run: Run | None = None
    next_step: str = ""


def morning(*, site: Site | None, now: datetime) -> Morning:
    if site is None:
        return Morning(
            "No site is configured yet.",
            Level.UNKNOWN,
            next_step="Import a configuration: python manage.py config import site.toml",
        )
    schedule = Schedule.objects.select_related("site", "drive").filter(site=site).first()
    alarms = tuple(Alarm.objects.filter(site=site, resolved_at__isnull=True))
    told = _tell(site, schedule, alarms, now)
    return Morning(
        told.sentence, told.level, told.run, next_run_at(schedule=schedule, now=now), told.next_step, alarms
    )


def next_run_at(*, schedule: Schedule | None, now: datetime) -> datetime | None:
    """None when nothing is planned."""
    if schedule is None or not schedule.enabled:
        return None
    return next_due(schedule=schedule, now=now)


def _tell(site: Site, schedule: Schedule | None, alarms: tuple[Alarm, ...], now: datetime) -> _Told:
    zone = ZoneInfo(site.time_zone)
    runs = Run.objects.filter(site=site).select_related("drive", "medium", "log")
    under_way = runs.filter(state__in=(Run.State.QUEUED, Run.State.RUNNING)).order_by("-state", "queued_at")
    backup = under_way.filter(kind__in=BACKUPS).first()
    if backup is not None:
        return _running(backup, zone)
    told = _tell_of_nights(site, schedule, alarms, now, zone)
    other = under_way.first()
    return _beside(told, other, zone) if other is not None else told


def _tell_of_nights(
    site: Site, schedule: Schedule | None, alarms: tuple[Alarm, ...], now: datetime, zone: ZoneInfo
) -> _Told:
    overdue = _overdue(site, schedule, alarms, now, zone)
    if overdue is not None:
        return overdue
    nightly = Run.objects.filter(site=site, state=Run.State.ENDED, kind=Run.Kind.UNATTENDED)
    newest = nightly.select_related("drive", "medium", "log").order_by("-ended_at", "-queued_at")
    last = newest.first()
    if last is None:
        return _none_yet(schedule, now, zone)
    return _ended(last, alarms, now, zone)


def _running(run: Run, zone: ZoneInfo) -> _Told:
    if run.state == Run.State.QUEUED:
        return _Told("A backup is waiting to begin.", Level.RUNNING, run)
    since = f"since {_clock(run.started_at, zone)}" if run.started_at else ""
    return _Told(f"A backup is running {since}: {run.phase}.", Level.RUNNING, run, LEAVE_IN)


def _beside(told: _Told, run: Run, zone: ZoneInfo) -> _Told:
    """A run that is no backup says nothing of the nights; but its medium is to stay in."""
    name = _NAMES[run.kind]
    if run.state == Run.State.QUEUED:
        return replace(told, sentence=f"{told.sentence} {name} is waiting to begin.")
    since = f" since {_clock(run.started_at, zone)}" if run.started_at else ""
    return replace(told, sentence=f"{told.sentence} {name} is running{since}.", next_step=LEAVE_IN)


def _overdue(
    site: Site, schedule: Schedule | None, alarms: tuple[Alarm, ...], now: datetime, zone: ZoneInfo
) -> _Told | None:
    """Seen here from the facts too, so that it shows even when the watchdog is down."""
    if schedule is None or not schedule.enabled:
        return None
    due = last_due(schedule=schedule, now=now)
    is_alarmed = any(alarm.name == NIGHT_OVERDUE.name for alarm in alarms)
    is_due = due >= schedule.since and now > due + GRACE
    if not is_alarmed and (not is_due or Run.objects.filter(site=site, due_at=due).exists()):
        return None
    sentence = f"The backup due {_clock(due, zone)} has not started."
    return _Told(sentence, Level.BAD, None, " ".join(NIGHT_OVERDUE.repair))


def _none_yet(schedule: Schedule | None, now: datetime, zone: ZoneInfo) -> _Told:
    due = next_run_at(schedule=schedule, now=now)
    first = f"the first is due {_clock(due, zone)}" if due else "and none is planned"
    return _Told(f"No backup has run yet; {first}.", Level.UNKNOWN, None, "Or choose Back Up Now.")


def _ended(run: Run, alarms: tuple[Alarm, ...], now: datetime, zone: ZoneInfo) -> _Told:
    outcome = Outcome(run.outcome)
    when = _clock(run.ended_at, zone)
    if not outcome.is_verified:
        level = Level.WARNING if outcome is Outcome.COMPLETED_WITH_ERRORS else Level.BAD
        return _Told(_no_success(run, outcome, when), level, run, run.next_step)
    if run.ended_at is not None and now - run.ended_at > STALE:
        sentence = f"The last verified backup is of {when}; none has run since."
        return _Told(sentence, Level.WARNING, run, "See why none has run since, or choose Back Up Now.")
    if any(alarm.name == NO_BACKUP.name for alarm in alarms):
        sentence = f"The backup of {when} is verified, but alarm {NO_BACKUP.name} still stands."
        return _Told(sentence, Level.WARNING, run, "Read the alarm log.")
    if outcome is Outcome.PARTIAL:
        sentence = f"The backup of {when} on {run.medium_name} is verified but partial: {_left_out(run)}."
        return _Told(sentence, Level.WARNING, run, TAKE_OUT)
    return _Told(
        f"The backup of {when} on {run.medium_name} is complete and verified.", Level.GOOD, run, TAKE_OUT
    )


def _no_success(run: Run, outcome: Outcome, when: str) -> str:
    match outcome:
        case Outcome.DID_NOT_RUN:
            return f"The backup of {run.night or when} did not run: {run.reason}."
        case Outcome.COMPLETED_WITH_ERRORS:
            errors = f"{run.errors:,} error{'' if run.errors == 1 else 's'}"
            return f"The backup of {when} on {run.medium_name} completed with {errors}."
        case Outcome.WRITTEN_NOT_VERIFIED:
            return f"The backup of {when} was written but not verified: {run.reason}."
        case _:
            return f"The backup of {when} failed: {run.reason or outcome.value}."


def _left_out(run: Run) -> str:
    files = sum(row["files"] - row["saved_files"] for row in run.tallies)
    return f"{files:,} files found no room on the medium"


def _clock(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%a %b %-d %H:%M}" if moment else "an unknown time"
