"""Signs of life: written once a minute, on each host, and never in the way of who lives."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from mmbackup.models import Heartbeat
from mmbackup.services import watch
from mmbackup.services.heartbeats import note_heartbeat as noting
from mmbackup.services.heartbeats.heard import heard, missing
from mmbackup.services.heartbeats.note_heartbeat import note_heartbeat
from mmbackup.services.watch import Watchdog

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which has noted nothing yet."""
    monkeypatch.setattr(noting, "_noted", {})


def test_it_is_written_once_a_minute() -> None:
    moments = [NOW, NOW + MINUTE / 2, NOW + MINUTE]

    assert [note_heartbeat(name="worker", now=now) for now in moments] == [True, False, True]
    assert heard() == {"worker": NOW + MINUTE}


def test_the_newest_of_all_hosts_counts() -> None:
    Heartbeat.objects.create(name="worker", host="elsewhere", at=NOW)
    note_heartbeat(name="worker", now=NOW - MINUTE)

    assert heard() == {"worker": NOW}


def test_who_is_not_heard_of_for_three_minutes_is_missing() -> None:
    for name, ago in (("watchdog", 1), ("beat", 4), ("drives", 9)):
        Heartbeat.objects.create(name=name, host="here", at=NOW - ago * MINUTE)

    assert missing(now=NOW) == ["beat", "worker"]


def test_a_database_that_does_not_answer_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_about: object) -> None:
        raise OperationalError("down")

    monkeypatch.setattr(Heartbeat.objects, "update_or_create", fail)

    assert not note_heartbeat(name="worker", now=NOW)


def test_the_watchdog_says_that_it_lives(own_data_folder: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "close_old_connections", lambda: None)  # the test's own is to stay open

    Watchdog().look(now=NOW)

    assert heard() == {"watchdog": NOW}


def test_who_was_silent_for_long_has_begun_anew() -> None:
    for ago in (30, 28, 20, 19):
        note_heartbeat(name="worker", now=NOW - ago * MINUTE)

    assert Heartbeat.objects.get().since == NOW - 20 * MINUTE


def test_a_clock_that_was_set_back_is_no_gap() -> None:
    note_heartbeat(name="worker", now=NOW)
    note_heartbeat(name="worker", now=NOW - 30 * MINUTE)

    assert Heartbeat.objects.get().since == NOW
