"""When the unattended backup is due, by the site's own clock, and what beat is told of it.

A local time that does not exist on the night the clocks go forward counts as that much later (02:30 as
03:30); one that exists twice counts at its first. So every night has one moment, and that is its name.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.db import transaction
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from mmbackup.models import Schedule, Site
from mmbackup.services.broker import LOOK_AHEAD_TASK, NIGHTLY_TASK, PROOF_TASK

GRACE = timedelta(minutes=2)


def due_at(*, schedule: Schedule, night: date) -> datetime:
    """In UTC. fold=0 is what moves a missing time forward and takes the first of two."""
    local = datetime.combine(night, schedule.at, tzinfo=_zone(schedule))
    return local.astimezone(UTC)


def next_due(*, schedule: Schedule, now: datetime) -> datetime:
    """The first due moment after now."""
    yesterday = night_of(schedule=schedule, moment=now) - timedelta(days=1)
    moments = (due_at(schedule=schedule, night=yesterday + timedelta(days=day)) for day in count())
    return next(moment for moment in moments if moment > now)


def last_due(*, schedule: Schedule, now: datetime) -> datetime:
    """The newest due moment that has come."""
    return next(dues_before(schedule=schedule, now=now))


def dues_before(*, schedule: Schedule, now: datetime) -> Iterator[datetime]:
    """All due moments up to now, newest first, without end."""
    tomorrow = night_of(schedule=schedule, moment=now) + timedelta(days=1)
    moments = (due_at(schedule=schedule, night=tomorrow - timedelta(days=day)) for day in count())
    return (moment for moment in moments if moment <= now)


def night_of(*, schedule: Schedule, moment: datetime) -> date:
    """The date on the site's calendar."""
    return moment.astimezone(_zone(schedule)).date()


def window_end(*, schedule: Schedule, due: datetime) -> datetime:
    """Until when a missed night is caught up; a short grace is given in any case."""
    return due + max(timedelta(hours=schedule.catch_up_hours), GRACE)


def last_look_due(*, schedule: Schedule, now: datetime) -> datetime:
    """The newest moment that has come at which the coming night was to be looked at."""
    return _last(schedule, schedule.look_ahead_at, now)


def last_proof_due(*, schedule: Schedule, now: datetime) -> datetime:
    """The newest moment that has come at which a drill or a verification was to be seen to: one a day."""
    return _last(schedule, schedule.drill_at, now)


def next_drill(*, schedule: Schedule, now: datetime) -> datetime | None:
    """None when none is planned."""
    if not (schedule.enabled and schedule.drill_enabled):
        return None
    today, zone = night_of(schedule=schedule, moment=now), _zone(schedule)
    days = (today + timedelta(days=ahead) for ahead in range(9))
    of_week = (day for day in days if day.weekday() == schedule.drill_weekday)
    moments = (datetime.combine(day, schedule.drill_at, tzinfo=zone).astimezone(UTC) for day in of_week)
    return next(moment for moment in moments if moment > now)


def is_drill_day(*, schedule: Schedule, moment: datetime) -> bool:
    return schedule.drill_enabled and night_of(schedule=schedule, moment=moment).weekday() == (
        schedule.drill_weekday
    )


def _last(schedule: Schedule, at: time, now: datetime) -> datetime:
    today, zone = night_of(schedule=schedule, moment=now), _zone(schedule)
    days = (today - timedelta(days=back) for back in range(3))
    moments = (datetime.combine(day, at, tzinfo=zone).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment <= now)


def apply_schedule(*, schedule: Schedule, now: datetime) -> None:
    """Tell beat. When anything changed, nights due before now are not held against the new schedule."""
    with transaction.atomic():
        task = _task_of(schedule)
        before = (task.crontab_id, task.enabled) if task.pk else None
        task.description = f"The unattended backup of {schedule.site.name}; set by its schedule."
        _plan(task, schedule, schedule.at, enabled=schedule.enabled)
        schedule.periodic_task = task
        look_ahead = _task_beside(schedule, "Look ahead", LOOK_AHEAD_TASK, "The look at the coming night")
        _plan(look_ahead, schedule, schedule.look_ahead_at, enabled=schedule.enabled)
        proof = _task_beside(schedule, "Proof", PROOF_TASK, "Restore drills and verifications")
        is_wanted = schedule.drill_enabled or schedule.verify_after_days > 0
        _plan(proof, schedule, schedule.drill_at, enabled=schedule.enabled and is_wanted)
        if before != (task.crontab_id, task.enabled):
            schedule.since = max(schedule.since, now) if schedule.since else now
        schedule.save(update_fields=["periodic_task", "since"])


def forget_schedule(*, site: Site) -> None:
    """Beat sends nothing for the site any more. Called in the transaction that removes it."""
    tasks = (NIGHTLY_TASK, LOOK_AHEAD_TASK, PROOF_TASK)
    PeriodicTask.objects.filter(task__in=tasks, args=json.dumps([site.pk])).delete()
    Schedule.objects.filter(site=site).delete()


def _task_of(schedule: Schedule) -> PeriodicTask:
    if schedule.periodic_task is not None:
        return schedule.periodic_task
    name = f"Unattended backup of site {schedule.site_id}"
    return PeriodicTask.objects.filter(name=name).first() or PeriodicTask(name=name, task=NIGHTLY_TASK)


def _task_beside(schedule: Schedule, title: str, task: str, about: str) -> PeriodicTask:
    """What beat sends besides the night itself."""
    name = f"{title} of site {schedule.site_id}"
    found = PeriodicTask.objects.filter(name=name).first() or PeriodicTask(name=name, task=task)
    found.description = f"{about} of {schedule.site.name}; set by its schedule."
    return found


def _plan(task: PeriodicTask, schedule: Schedule, at: time, *, enabled: bool) -> None:
    task.args = json.dumps([schedule.site_id])
    task.crontab = _crontab(schedule, at)
    task.enabled = enabled
    task.save()  # type: ignore[no-untyped-call]  # the library ships partial types


def _crontab(schedule: Schedule, at: time) -> CrontabSchedule:
    wanted = {
        "minute": str(at.minute),
        "hour": str(at.hour),
        "day_of_week": "*",
        "day_of_month": "*",
        "month_of_year": "*",
        "timezone": _zone(schedule),
    }
    found = CrontabSchedule.objects.filter(**wanted).first()
    return found or CrontabSchedule.objects.create(**wanted)


def _zone(schedule: Schedule) -> ZoneInfo:
    return ZoneInfo(schedule.site.time_zone)
