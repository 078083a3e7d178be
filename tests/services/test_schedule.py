"""A night is due once, by the site's own clock, also on the nights when clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django_celery_beat.models import CrontabSchedule, PeriodicTask
from django_celery_beat.tzcrontab import TzAwareCrontab

from mmbackup.celery import app
from mmbackup.models import Schedule, Site
from mmbackup.services.schedule import (
    apply_schedule,
    due_at,
    dues_before,
    last_due,
    next_due,
    night_of,
    window_end,
)
from tests.builders import NOW


def schedule_at(at: time, zone: str = "Europe/Berlin", *, catch_up_hours: int = 6) -> Schedule:
    return Schedule(
        site=Site(name="S", time_zone=zone),
        at=at,
        catch_up_hours=catch_up_hours,
        since=NOW - timedelta(days=9),
    )


@pytest.mark.parametrize(
    ("zone", "night", "at", "expected"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T01:30"),  # is missing: counts as 03:30
        ("Europe/Berlin", date(2026, 3, 29), time(3, 5), "2026-03-29T01:05"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),  # is twice: the first counts
        ("Europe/Berlin", date(2026, 10, 25), time(3, 5), "2026-10-25T02:05"),
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:30"),
        ("America/New_York", date(2026, 3, 8), time(3, 5), "2026-03-08T07:05"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),
        ("America/New_York", date(2026, 11, 1), time(2, 30), "2026-11-01T07:30"),
        ("America/New_York", date(2026, 11, 1), time(3, 5), "2026-11-01T08:05"),
    ],
)
def test_it_is_due_once_on_nights_when_the_clocks_change(
    zone: str, night: date, at: time, expected: str
) -> None:
    due = due_at(schedule=schedule_at(at, zone), night=night)

    assert due == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
@pytest.mark.parametrize("at", [time(0, 30), time(1, 30), time(2, 30), time(3, 5), time(23, 59)])
def test_a_year_has_one_night_a_day_whatever_the_clocks_do(zone: str, at: time) -> None:
    schedule = schedule_at(at, zone)
    end = datetime(2026, 12, 31, 23, 59, 59, tzinfo=ZoneInfo(zone)).astimezone(UTC)

    dues = list(islice(dues_before(schedule=schedule, now=end), 365))

    assert [night_of(schedule=schedule, moment=due) for due in dues] == [
        date(2026, 12, 31) - timedelta(days=day) for day in range(365)
    ]
    assert dues == sorted(set(dues), reverse=True)


def test_the_last_and_the_next_due_moment_stand_around_now() -> None:
    schedule = schedule_at(time(3, 5))

    assert last_due(schedule=schedule, now=NOW) == NOW
    assert last_due(schedule=schedule, now=NOW - timedelta(seconds=1)) == NOW - timedelta(days=1)
    assert next_due(schedule=schedule, now=NOW) == NOW + timedelta(days=1)
    assert next_due(schedule=schedule, now=NOW - timedelta(seconds=1)) == NOW


def test_even_without_catching_up_a_night_has_its_grace() -> None:
    assert window_end(schedule=schedule_at(time(3, 5), catch_up_hours=0), due=NOW) == NOW + timedelta(
        minutes=2
    )


@pytest.mark.django_db
def test_applying_it_tells_beat_once_and_in_the_sites_zone(harbour: Site) -> None:
    schedule = harbour.schedule

    apply_schedule(schedule=schedule, now=NOW)
    apply_schedule(schedule=schedule, now=NOW + timedelta(hours=1))

    task = PeriodicTask.objects.get(task="mmbackup.tasks.nightly")
    crontab = CrontabSchedule.objects.get(periodictask=task)
    assert task.enabled
    assert (crontab.hour, crontab.minute, str(crontab.timezone)) == ("3", "5", "Europe/Berlin")
    assert Schedule.objects.get().since == NOW


@pytest.mark.django_db
def test_a_changed_time_does_not_hold_earlier_nights_against_the_new_one(harbour: Site) -> None:
    schedule = harbour.schedule
    apply_schedule(schedule=schedule, now=NOW)
    later = NOW + timedelta(hours=3)

    schedule.at = time(4, 0)
    schedule.save()
    apply_schedule(schedule=schedule, now=later)

    assert Schedule.objects.get().since == later
    assert CrontabSchedule.objects.get(periodictask__task="mmbackup.tasks.nightly").hour == "4"


@pytest.mark.django_db
def test_a_schedule_switched_off_switches_beats_task_off(harbour: Site) -> None:
    schedule = harbour.schedule
    apply_schedule(schedule=schedule, now=NOW)

    schedule.enabled = False
    schedule.save()
    apply_schedule(schedule=schedule, now=NOW)

    assert not PeriodicTask.objects.filter(enabled=True).exists()


@pytest.mark.django_db
def test_beat_is_told_of_the_afternoon_s_look_too(harbour: Site) -> None:
    schedule = harbour.schedule
    schedule.look_ahead_at = time(14, 30)
    schedule.save()

    apply_schedule(schedule=schedule, now=NOW)
    apply_schedule(schedule=schedule, now=NOW)

    crontab = CrontabSchedule.objects.get(periodictask__task="mmbackup.tasks.look_ahead")
    assert (crontab.hour, crontab.minute, str(crontab.timezone)) == ("14", "30", "Europe/Berlin")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("at", [time(2, 30), time(3, 5)])
@pytest.mark.parametrize("night", ["spring", "autumn"])
def test_beats_own_reckoning_agrees_on_nights_when_the_clocks_change(zone: str, at: time, night: str) -> None:
    nights = {
        ("Europe/Berlin", "spring"): date(2026, 3, 29),
        ("Europe/Berlin", "autumn"): date(2026, 10, 25),
        ("America/New_York", "spring"): date(2026, 3, 8),
        ("America/New_York", "autumn"): date(2026, 11, 1),
    }
    due = due_at(schedule=schedule_at(at, zone), night=nights[zone, night])
    zone_of_site = ZoneInfo(zone)
    crontab: Any = TzAwareCrontab  # the library has no types
    crontab = crontab(minute=str(at.minute), hour=str(at.hour), tz=zone_of_site, app=app)

    def sends(moment: datetime, last: datetime) -> bool:
        with time_machine.travel(moment, tick=False):
            return bool(crontab.is_due(last).is_due)

    yesterday = due - timedelta(hours=20)
    assert not sends(due - timedelta(minutes=1), yesterday)
    assert sends(due, yesterday)
    assert not any(sends(due + timedelta(minutes=minutes), due) for minutes in range(1, 240))
