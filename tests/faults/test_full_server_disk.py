"""The backup server's own disk is full: the outcome is told all the same, and the next run is good."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.media.mounts import needs_root
from tests.faults.full_disk import Server, small_disk

pytestmark = [needs_root, pytest.mark.root, pytest.mark.long]

ALARMS = "select code, resolved_at is null from mmbackup_alarm order by code"
RUNS = "select outcome, state from mmbackup_run order by queued_at"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as disk:
        yield disk


def test_when_all_of_the_server_is_full_the_run_fails_with_its_log(disk: Path, tmp_path: Path) -> None:
    server = Server(tmp_path, data_dir=disk / "data", database=disk / "data" / "night.sqlite3", disk=disk)

    status, verdict = server.a_night_whose_disk_fills_up()

    assert status == 1
    assert verdict.startswith("AUTO BACKUP failed | the backup server's own disk")
    assert server.rows(RUNS) == [("failed", "ended")]
    assert server.rows(ALARMS) == [(1, 1), (3, 1)]
    assert server.manage("log").stdout.splitlines()[-1] == verdict
    assert "Free space" in server.manage("log").stdout.splitlines()[-2]


def test_when_only_the_databases_disk_is_full_the_good_run_is_recorded(disk: Path, tmp_path: Path) -> None:
    server = Server(tmp_path, data_dir=tmp_path / "data", database=disk / "night.sqlite3", disk=disk)

    status, verdict = server.a_night_whose_disk_fills_up()

    assert status == 0
    assert verdict.startswith("FULL-AUTO BACKUP completed successfully | ")
    assert server.rows(RUNS) == [("full", "ended")]
    assert server.rows(ALARMS) == [(3, 1)]
    assert server.manage("log").stdout.splitlines()[-1] == verdict


def test_with_room_again_the_watchdog_refills_the_reserve_and_the_next_run_is_good(
    disk: Path, tmp_path: Path
) -> None:
    server = Server(tmp_path, data_dir=disk / "data", database=disk / "data" / "night.sqlite3", disk=disk)
    server.a_night_whose_disk_fills_up()
    server.free_disk()

    watchdog = server.manage("watchdog", "--once")
    night = server.manage("nightly")

    assert watchdog.returncode == 0
    assert night.returncode == 0
    assert night.stdout.splitlines()[-1].startswith("FULL-AUTO BACKUP completed successfully | ")
    assert server.rows(ALARMS) == [(1, 0), (3, 0)]
    assert server.status()["level"] == "good"


def test_a_disk_that_is_full_before_the_night_still_has_its_run_and_its_alarm(
    disk: Path, tmp_path: Path
) -> None:
    server = Server(tmp_path, data_dir=disk / "data", database=disk / "data" / "night.sqlite3", disk=disk)
    (tmp_path / "gate").touch()
    server.fill_disk()

    night = server.manage("nightly")
    server.manage("watchdog", "--once")

    assert night.returncode == 0
    assert server.rows(RUNS) == [("full", "ended")]
    assert server.rows(ALARMS) == [(3, 1)]
