"""The afternoon's look at the coming night: says what it will be while there is time to mend it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from mmbackup.engine.codes import LOOKED_AHEAD, TONIGHT_WOULD_FAIL
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Alarm, LookAhead, Schedule, Site
from mmbackup.services.alarms import raise_alarm, resolve_alarm
from mmbackup.services.drives.drive_sight import see_drive
from mmbackup.services.history.acting import ITSELF, actor
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.record_event import record_event
from mmbackup.services.rotation.tonight import Tonight, tonight
from mmbackup.services.schedule import last_look_due
from mmbackup.services.site import drive_of, sites_meant

NO_DRIVE = "No drive is configured."
WATCHDOG = "the watchdog"
GRACE = timedelta(minutes=10)  # beat and worker come first
CONFIGURE = "Configure a drive: python manage.py config import site.toml"


def look_ahead(*, site: Site, now: datetime, by: str) -> LookAhead:
    """by is a user's name, or the program that looks."""
    found = tonight(site=site, now=now)
    look = _look_of(site, found, now)
    with transaction.atomic():
        look.save()
        _judge(look, found, now)
        record_event(site=site, code=LOOKED_AHEAD, at=now, message=f"{look.sentence} (by {by})")
        if actor() is not ITSELF:  # the one of each afternoon is nobody's act
            found_out = [FieldChange("sentence", None, look.sentence)]
            remember_change(
                deed="look ahead asked for", subject="tonight", now=now, site=site, fields=found_out
            )
    return look


def look_ahead_by_itself(*, now: datetime, site_id: int | None = None) -> list[LookAhead]:
    """For the worker, in the afternoon: it may look into drives of any kind. No number: of every site."""
    return [_look_into_drive(site, now) for site in sites_meant(site_id=site_id)]


def _look_into_drive(site: Site, now: datetime) -> LookAhead:
    drive = drive_of(site=site)
    if drive is not None:
        see_drive(drive=drive, now=now)
    return look_ahead(site=site, now=now, by="beat")


def see_to_look_ahead(*, site: Site, now: datetime) -> LookAhead | None:
    """For the watchdog: a look that beat missed is made, and an alarm that stands looked at again."""
    schedule = Schedule.objects.select_related("site").filter(site=site, enabled=True).first()
    if schedule is None:
        resolve_alarm(site=site, code=TONIGHT_WOULD_FAIL, reason="No night is scheduled", now=now)
        return None
    newest = newest_look(site=site)
    if _is_missed(schedule, newest, now):
        return look_ahead(site=site, now=now, by=WATCHDOG)
    return _look_again(site, newest, now)


def _is_missed(schedule: Schedule, newest: LookAhead | None, now: datetime) -> bool:
    due = last_look_due(schedule=schedule, now=now)
    is_made = newest is not None and newest.at >= due
    return not is_made and due >= schedule.since and now >= due + GRACE


def _look_again(site: Site, newest: LookAhead | None, now: datetime) -> LookAhead | None:
    """Only what has changed since is told again."""
    if newest is None or not _alarms(site).exists():
        return None
    found = tonight(site=site, now=now)
    if (found.sentence if found else NO_DRIVE) == newest.sentence:
        return None
    return look_ahead(site=site, now=now, by=WATCHDOG)


def _alarms(site: Site) -> QuerySet[Alarm]:
    return Alarm.objects.filter(
        site=site,
        application=TONIGHT_WOULD_FAIL.application,
        resource_type=TONIGHT_WOULD_FAIL.resource_type,
        code=TONIGHT_WOULD_FAIL.code,
        resolved_at__isnull=True,
    )


def newest_look(*, site: Site) -> LookAhead | None:
    return LookAhead.objects.filter(site=site).select_related("drive").first()


def would_fail(look: LookAhead) -> bool:
    """What is not known yet is no failure; a partial night is not one either."""
    return bool(look.foretold) and not Outcome(look.foretold).is_verified


def _look_of(site: Site, found: Tonight | None, now: datetime) -> LookAhead:
    if found is None:
        return LookAhead(site=site, at=now, foretold=Outcome.FAILED, sentence=NO_DRIVE, next_step=CONFIGURE)
    return LookAhead(
        site=site,
        drive=found.drive,
        at=now,
        due_at=found.due_at,
        foretold=found.foretold or "",
        sentence=found.sentence,
        next_step=found.next_step,
        medium_name=found.look.name[:63],
        expected_medium=found.expected.name if found.expected else "",
        size_expected=found.size_expected,
        room=found.room,
        first_partial_on=found.first_partial_on,
    )


def _judge(look: LookAhead, found: Tonight | None, now: datetime) -> None:
    """With nothing scheduled, there is no night that could fail."""
    if would_fail(look) and (found is None or found.due_at is not None):
        place = look.drive.name if look.drive else look.site.name
        raise_alarm(site=look.site, code=TONIGHT_WOULD_FAIL, location=place, detail=look.sentence, now=now)
    else:
        resolve_alarm(site=look.site, code=TONIGHT_WOULD_FAIL, reason=look.sentence, now=now)
