"""Drills and verifications by schedule: one a day at most, by day, and never in the way of the night."""

import logging
from datetime import datetime, timedelta

from mmbackup.engine.errors import BackupError
from mmbackup.models import BackupSet, Drive, Medium, Run, Schedule, Site
from mmbackup.services.proof.request import BY_SCHEDULE, request_check, request_drill
from mmbackup.services.schedule import is_drill_day, last_proof_due, next_due
from mmbackup.services.site import drive_of, sites_meant

BEFORE_NIGHT = timedelta(minutes=30)  # nothing is begun any more
GRACE = timedelta(minutes=10)  # beat and worker come first
STILL_TODAY = timedelta(hours=6)  # what could not be begun so long is left to the next day
logger = logging.getLogger(__name__)


def prove_by_itself(*, now: datetime, site_id: int | None = None) -> list[Run]:
    """The runs that were asked for. No number: of every site."""
    runs = (prove_site(site=site, now=now) for site in sites_meant(site_id=site_id))
    return [run for run in runs if run is not None]


def prove_site(*, site: Site, now: datetime) -> Run | None:
    """The run that was asked for, if one is due and the drive is free."""
    drive, schedule = drive_of(site=site), _schedule_of(site)
    if schedule is None or drive is None:
        return None
    if _is_asked_for(site, schedule, now) or _is_night_near(schedule, now):
        return None
    try:
        return _asked(schedule, drive, now)
    except BackupError as error:
        logger.info("Neither drill nor verification now: %s", error)
        return None


def see_to_proof(*, site: Site, now: datetime) -> Run | None:
    """For the watchdog: what beat missed, or found the drive in use for, is asked for later that day."""
    schedule = _schedule_of(site)
    if schedule is None:
        return None
    due = last_proof_due(schedule=schedule, now=now)
    is_time = due >= schedule.since and due + GRACE <= now < due + STILL_TODAY
    return prove_site(site=site, now=now) if is_time else None


def medium_to_verify(*, drive: Drive, after_days: int, now: datetime) -> Medium | None:
    """The one in the drive, if any of its sets was read whole last so long ago."""
    medium = Medium.objects.filter(last_drive=drive, place=Medium.Place.IN_DRIVE).first()
    if medium is None or not after_days or medium.status == Medium.Status.DAMAGED:
        return None
    sets = BackupSet.objects.filter(medium=medium, removed_at__isnull=True)
    before = now - timedelta(days=after_days)
    return medium if any(_last_read(each) < before for each in sets) else None


def _schedule_of(site: Site) -> Schedule | None:
    return Schedule.objects.select_related("site").filter(site=site, enabled=True).first()


def _asked(schedule: Schedule, drive: Drive, now: datetime) -> Run | None:
    due = last_proof_due(schedule=schedule, now=now)
    if is_drill_day(schedule=schedule, moment=due):
        return request_drill(drive=drive, by=BY_SCHEDULE, now=now)
    if medium_to_verify(drive=drive, after_days=schedule.verify_after_days, now=now) is not None:
        return request_check(drive=drive, by=BY_SCHEDULE, now=now)
    return None


def _is_asked_for(site: Site, schedule: Schedule, now: datetime) -> bool:
    """Whether today has had its turn; what people start by hand is beside it."""
    due = last_proof_due(schedule=schedule, now=now)
    kinds = (Run.Kind.VERIFY, Run.Kind.DRILL)
    return Run.objects.filter(site=site, kind__in=kinds, asked_by=BY_SCHEDULE, queued_at__gte=due).exists()


def _is_night_near(schedule: Schedule, now: datetime) -> bool:
    return next_due(schedule=schedule, now=now) - now < BEFORE_NIGHT


def _last_read(backup_set: BackupSet) -> datetime:
    moments = (backup_set.checked_at, backup_set.verified_at, backup_set.written_at)
    return max(moment for moment in moments if moment is not None)
