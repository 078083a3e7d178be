"""A program that is not heard of is an alarm at every site, whoever notices; a restart is none."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from mmbackup.engine.codes import PROGRAM_SILENT
from mmbackup.models import Alarm, Channel, Heartbeat, Notice, NoticeRule, Site
from mmbackup.services import watch
from mmbackup.services.heartbeats import live as living
from mmbackup.services.heartbeats import note_heartbeat as noting
from mmbackup.services.heartbeats.heard import PROGRAMS
from mmbackup.services.heartbeats.judge_programs import judge_programs
from mmbackup.services.heartbeats.live import live
from mmbackup.services.watch import Watchdog

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sites(monkeypatch: pytest.MonkeyPatch) -> list[Site]:
    monkeypatch.setattr(noting, "_noted", {})
    return [Site.objects.create(name=name, time_zone="Europe/Berlin") for name in ("Harbour", "Hill")]


def all_live(*, but: tuple[str, ...] = (), since: datetime = NOW - 60 * MINUTE, at: datetime = NOW) -> None:
    for name in PROGRAMS:
        told = {"since": since, "at": at - 9 * MINUTE if name in but else at}
        Heartbeat.objects.update_or_create(name=name, host=socket.gethostname(), defaults=told)


def alarmed() -> dict[str, str]:
    standing = Alarm.objects.filter(code=PROGRAM_SILENT.code, resolved_at__isnull=True)
    return dict(standing.values_list("site__name", "location"))


def test_nothing_is_alarmed_while_all_are_heard_of() -> None:
    all_live()

    judge_programs(seen_from="watchdog", now=NOW)

    assert alarmed() == {}


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_program_that_is_silent_is_named_at_every_site(name: str) -> None:
    all_live(but=(name,))
    by = next(other for other in PROGRAMS if other != name)

    judge_programs(seen_from=by, now=NOW)

    assert alarmed() == {"Harbour": name, "Hill": name}
    detail = Alarm.objects.filter(site__name="Hill").get().detail
    assert detail.startswith(f"The program {name} was last heard of on Sun Nov 22 2026, 08:51. ")
    assert "Start it" in detail


def test_a_program_that_was_never_heard_of_is_one_that_is_silent() -> None:
    all_live()
    Heartbeat.objects.filter(name="drives").delete()

    judge_programs(seen_from="worker", now=NOW)

    assert alarmed()["Harbour"] == "drives"
    assert "The program drives was never heard of." in Alarm.objects.all()[0].detail


def test_whoever_has_only_just_begun_alarms_nobody() -> None:
    """The whole machine was off: one program begins after the other."""
    all_live(at=NOW - 60 * MINUTE)
    moments = [NOW + number * MINUTE for number in range(7)]

    seen = []
    for now in moments:
        live(name="watchdog", now=now)
        seen.append(bool(alarmed()))

    assert seen == [False] * 5 + [True] * 2


def test_it_is_resolved_when_all_are_heard_of_again_even_by_one_that_has_just_begun() -> None:
    all_live(but=("worker",))
    judge_programs(seen_from="watchdog", now=NOW)
    all_live(since=NOW - 60 * MINUTE, at=NOW + MINUTE)
    Heartbeat.objects.update(since=NOW)

    judge_programs(seen_from="worker", now=NOW + MINUTE)

    assert alarmed() == {}


def test_a_second_one_is_told_too_and_once() -> None:
    channel = Channel.objects.create(name="Mail", kind="mail")
    NoticeRule.objects.create(channel=channel)
    all_live(but=("worker",))
    judge_programs(seen_from="watchdog", now=NOW)
    all_live(but=("worker", "beat"))

    for by in ("watchdog", "drives"):
        judge_programs(seen_from=by, now=NOW)

    assert alarmed()["Harbour"] == "beat, worker"
    told = Notice.objects.filter(site__name="Harbour").order_by("id").values_list("subject", flat=True)
    assert list(told) == [
        "[Harbour] ALARM MT BACKUP 12 (MIN): A program of mmbackup is not running",
        "[Harbour] ALARM MT BACKUP 12 (MIN): beat is not running either",
    ]


def test_the_watchdog_looks_at_the_others(own_data_folder: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "close_old_connections", lambda: None)  # the test's own is to stay open
    all_live(but=("beat",))

    Watchdog().look(now=NOW)

    assert alarmed()["Harbour"] == "beat"


def test_a_database_that_does_not_answer_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_about: object) -> None:
        raise OperationalError("down")

    monkeypatch.setattr(living, "judge_programs", fail)

    live(name="worker", now=NOW)

    assert Heartbeat.objects.get().at == NOW
