"""A night that found no medium, or a wrong one, is made up for as soon as a right one is in the drive."""

from datetime import datetime

from mmbackup.engine.errors import BackupError
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Drive, Run, Schedule, Site
from mmbackup.models.run import OPEN
from mmbackup.services.drives.in_drive import judge_what_is_in
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.rotation.forecast import forecast
from mmbackup.services.rotation.known_media import library_of
from mmbackup.services.rotation.of_run import night_for
from mmbackup.services.runs.request_backup import request_backup
from mmbackup.services.schedule import window_end

_FOR_WANT_OF_A_MEDIUM = (Outcome.NO_MEDIUM, Outcome.WRONG_MEDIUM)


class NothingToMakeUp(BackupError):
    next_step = "Choose Back Up Now instead."


def night_to_make_up(*, site: Site, now: datetime) -> Run | None:
    """The newest night, if it lacked a medium, nothing has made up for it, and its window is open."""
    schedule = Schedule.objects.select_related("site").filter(site=site, enabled=True).first()
    night = (
        Run.objects.filter(site=site, due_at__isnull=False).order_by("-due_at").first() if schedule else None
    )
    if schedule is None or night is None or night.due_at is None or night.is_open:
        return None
    if night.outcome not in _FOR_WANT_OF_A_MEDIUM:
        return None
    if now >= window_end(schedule=schedule, due=night.due_at) or _is_seen_to(night):
        return None
    return night


def make_up(*, run: Run, by: str, now: datetime) -> Run:
    """A new run in the night's place. Raise NothingToMakeUp, DriveBusy, BrokerUnreachable or NoDrive: nothing
    has changed."""
    if run.night is None or run.outcome not in _FOR_WANT_OF_A_MEDIUM:
        raise NothingToMakeUp("this is no night that lacked a medium")
    return request_backup(site=run.site, now=now, by=by, makes_up_for=run)


def make_up_by_itself(*, drive: Drive, by: str, now: datetime) -> Run | None:
    """Where the site wants that, and only with a medium that will be taken: a wrong one costs no run."""
    wanted = Schedule.objects.filter(site=drive.site, drive=drive, make_up_by_itself=True).exists()
    night = night_to_make_up(site=drive.site, now=now) if wanted else None
    if night is None or not _would_be_taken(night, drive, now):
        return None
    return make_up(run=night, by=by, now=now)


def _would_be_taken(run: Run, drive: Drive, now: datetime) -> bool:
    night = night_for(run=run, drive=drive, now=now)
    found = judge_what_is_in(
        drive=drive,
        look=look_into_drive(drive=drive),
        night=night,
        library=library_of(site=drive.site),
        foreseen=forecast(site=drive.site, now=now),
    )
    return found.accepted


def _is_seen_to(night: Run) -> bool:
    """By a success since then, or by a run that is under way."""
    since = Run.objects.filter(site=night.site, kind=Run.Kind.UNATTENDED, queued_at__gt=night.queued_at)
    verified = [outcome for outcome in Outcome if outcome.is_verified]
    return since.filter(outcome__in=verified).exists() or since.filter(state__in=OPEN).exists()
