"""Several sites on one server: each has its own nights, looks ahead and drills; none waits for another."""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django_celery_beat.models import PeriodicTask

from mmbackup.beat import NightScheduler
from mmbackup.celery import app
from mmbackup.models import Alarm, Drive, LookAhead, Run, Schedule, Site
from mmbackup.services import watch
from mmbackup.services.rotation.look_ahead import look_ahead_by_itself
from mmbackup.services.runs import nightly
from mmbackup.services.schedule import apply_schedule
from mmbackup.services.site import all_sites, site_shown, the_site
from mmbackup.services.watch import Watchdog
from tests.builders import LONG_AGO, NOW

pytestmark = pytest.mark.django_db
closing_connections = pytest.mark.django_db(transaction=True)  # as the watchdog does
MIDNIGHT_IN_TOKYO = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


@pytest.fixture
def tokyo(harbour: Site, tmp_path: Path) -> Site:
    """Its night is at midnight, six in the evening before in Berlin."""
    site = Site.objects.create(name="Bay Hospital", time_zone="Asia/Tokyo")
    path = tmp_path / "other shelf"
    path.mkdir()
    drive = Drive.objects.create(
        site=site, name="Tray", kind="directory", settings={"path": str(path), "must_be_mount": False}
    )
    Schedule.objects.create(site=site, drive=drive, at=time(0, 0), since=LONG_AGO)
    return site


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Whose night a worker was asked to see to."""
    asked: list[int] = []
    monkeypatch.setattr(watch, "try_to_hand_over_night", lambda *, site_id: asked.append(site_id))
    return asked


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Instead of a process for each run."""
    runs: list[object] = []
    monkeypatch.setattr(nightly, "run_in_own_process", lambda *, run_id: runs.append(run_id))
    return runs


def test_beat_has_entries_of_its_own_for_each_site_in_its_zone(harbour: Site, tokyo: Site) -> None:
    for site in (harbour, tokyo):
        apply_schedule(schedule=site.schedule, now=NOW)

    nights = PeriodicTask.objects.filter(task="mmbackup.tasks.nightly").order_by("pk")
    assert [(json.loads(each.args), str(each.crontab.timezone)) for each in nights] == [
        ([harbour.pk], "Europe/Berlin"),
        ([tokyo.pk], "Asia/Tokyo"),
    ]
    assert sent_around(NOW) == [[harbour.pk]]
    assert sent_around(MIDNIGHT_IN_TOKYO) == [[tokyo.pk]]


def sent_around(moment: datetime) -> list[object]:
    """Beat's own entries for nights; it leaves out what is hours away."""
    beat: Any = NightScheduler  # the library has no types
    with time_machine.travel(moment, tick=False):
        entries = beat(app=app, lazy=True).all_as_schedule()
    return [entry.args for entry in entries.values() if entry.task == "mmbackup.tasks.nightly"]


def test_a_message_for_one_site_claims_its_night_alone(
    harbour: Site, tokyo: Site, begun: list[object]
) -> None:
    nightly.run_nightly(now=MIDNIGHT_IN_TOKYO, site_id=tokyo.pk)

    run = Run.objects.get()
    assert (run.site, begun) == (tokyo, [run.pk])
    assert str(run.night) == "2026-11-23"


def test_a_message_that_names_none_claims_all_that_are_due(
    harbour: Site, tokyo: Site, begun: list[object]
) -> None:
    Schedule.objects.filter(site=tokyo).update(at=time(11, 5))  # the very moment of the other's night

    nightly.run_nightly(now=NOW)

    assert {run.site for run in Run.objects.all()} == {harbour, tokyo}
    assert len(begun) == 2


def test_a_site_that_is_gone_has_no_night(harbour: Site, begun: list[object]) -> None:
    nightly.run_nightly(now=NOW, site_id=harbour.pk + 99)

    assert not Run.objects.exists()


@closing_connections
def test_the_watchdog_hurries_each_site_s_own_night(
    harbour: Site, tokyo: Site, handed_over: list[int]
) -> None:
    now = MIDNIGHT_IN_TOKYO + timedelta(minutes=3)
    Schedule.objects.update(since=now - timedelta(hours=1))

    Watchdog().look(now=now)

    assert handed_over == [tokyo.pk]
    assert {alarm.site for alarm in Alarm.objects.filter(code=4)} == {tokyo}


@closing_connections
def test_one_minute_s_hurry_is_each_site_s_own(harbour: Site, tokyo: Site, handed_over: list[int]) -> None:
    Schedule.objects.filter(site=tokyo).update(at=time(11, 5))
    Schedule.objects.update(since=NOW - timedelta(hours=1))

    watchdog = Watchdog()
    for second in (0, 15, 30):
        watchdog.look(now=NOW + timedelta(minutes=3, seconds=second))

    assert sorted(handed_over) == sorted([harbour.pk, tokyo.pk])


@closing_connections
def test_missed_nights_are_recorded_for_each(harbour: Site, tokyo: Site, handed_over: list[int]) -> None:
    Schedule.objects.update(since=NOW - timedelta(days=1))

    Watchdog().look(now=NOW + timedelta(hours=16))

    missed = [(run.site, run.outcome) for run in Run.objects.order_by("due_at")]
    assert missed == [(harbour, "did not run"), (tokyo, "did not run"), (harbour, "did not run")]


@closing_connections
def test_a_site_that_fails_keeps_no_other_from_its_night(
    harbour: Site, tokyo: Site, handed_over: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Site] = []

    def fails_at_the_first(*, site: Site, **_arguments: object) -> list[Run]:
        looked.append(site)
        if len(looked) == 1:
            raise OperationalError("deadlock detected")
        return []

    monkeypatch.setattr(watch, "look_for_missed_nights", fails_at_the_first)

    assert not Watchdog().look(now=NOW)

    assert looked == all_sites()


def test_each_site_is_looked_ahead_for_in_its_own_afternoon(harbour: Site, tokyo: Site) -> None:
    look_ahead_by_itself(now=NOW, site_id=tokyo.pk)

    assert LookAhead.objects.get().site == tokyo


@closing_connections
def test_the_watchdog_makes_up_for_each_look_that_beat_missed(
    harbour: Site, tokyo: Site, handed_over: list[int]
) -> None:
    Watchdog().look(now=NOW)

    assert {look.site for look in LookAhead.objects.all()} == {harbour, tokyo}


@pytest.mark.parametrize("chosen", [None, "1", 10**9, True, [], {"pk": 1}], ids=str)
def test_pages_show_the_first_site_unless_another_was_chosen(
    harbour: Site, tokyo: Site, chosen: object
) -> None:
    Site.objects.filter(pk=harbour.pk).update(name="Zealand Hospital")  # first is who was there first

    assert site_shown(chosen=tokyo.pk) == tokyo
    assert site_shown(chosen=chosen) in (the_site(), harbour)
