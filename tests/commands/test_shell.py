"""What a person at a shell sees: words, last lines, exit statuses."""

import json
import signal
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Log, Run, Schedule, Site
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.drives.shelf import shelf_of
from mmbackup.services.runs.request_backup import queue_by_hand
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import add_source, make_site, nothing_due
from tests.processes import Processes
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(own_data_folder: Path, transactional_db: None, tmp_path: Path) -> Site:
    site = make_site(tmp_path)
    nothing_due(site)
    return site


def shell(*arguments: str) -> tuple[int, str]:
    """Exit status, and what stood on the standard output."""
    out = StringIO()
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def a_run(site: Site) -> Run:
    run = queue_by_hand(site=site, now=timezone.now())
    return run_backup(run_id=run.pk, clock=timezone.now)


class TestNightly:
    def test_the_last_line_is_the_verdict_and_0_is_full(self, site: Site) -> None:
        status, out = shell("nightly")

        assert status == 0
        assert out.splitlines()[-1] == Run.objects.get().verdict
        assert out.splitlines()[-1].startswith("FULL-AUTO BACKUP completed successfully | ")

    def test_3_is_partial(self, site: Site) -> None:
        shell("medium", "eject")
        shelf_of(site.drives.get()).add("SMALL", 500_000)
        shell("medium", "insert", "SMALL")

        assert shell("nightly")[0] == 3

    def test_4_is_completed_with_errors(self, site: Site) -> None:
        add_source(site.servers.get(), "enabled-features", kind="command", argv=["false"], output="x.txt")

        assert shell("nightly")[0] == 4

    def test_1_is_failed_with_what_to_do_next(self, site: Site) -> None:
        shell("medium", "eject")

        status, out = shell("nightly")

        assert status == 1
        assert out.splitlines()[-2].startswith("Next step: Insert a medium")
        assert "no medium in drive DVD-RAM 1" in out.splitlines()[-1]

    def test_a_busy_drive_is_said_in_plain_words(self, site: Site) -> None:
        with (
            drive_lock(drive_id=site.drives.get().pk),
            pytest.raises(CommandError, match="queued or running"),
        ):
            shell("nightly")

    def test_without_a_site_it_says_what_to_do(self, own_data_folder: Path) -> None:
        with pytest.raises(CommandError, match="config import"):
            shell("nightly")

    def test_ctrl_c_ends_it_cleanly(self, site: Site, processes: Processes) -> None:
        add_source(
            site.servers.get(), "enabled-features", kind="command", argv=["sleep", "600"], output="x.txt"
        )
        night = processes.manage("nightly")
        wait_until(lambda: "collect" in processes.output(night), "the run is in the middle")

        night.send_signal(signal.SIGINT)

        assert night.wait(60) == 1
        run = Run.objects.get()
        assert run.outcome == Outcome.FAILED
        assert "cancelled" in run.verdict
        assert processes.output(night).splitlines()[-1] == run.verdict


class TestStatus:
    def test_a_good_morning(self, site: Site) -> None:
        a_run(site)

        status, out = shell("status")

        assert status == 0
        assert "is complete and verified." in out.splitlines()[0]
        assert "Next run:" in out

    def test_as_json(self, site: Site) -> None:
        run = a_run(site)

        status, out = shell("status", "--json")

        told: dict[str, Any] = json.loads(out)
        assert status == 0
        assert told["level"] == "good"
        assert told["last_ended_run"]["outcome"] == "full"
        assert told["last_ended_run"]["verdict"] == run.verdict
        assert told["alarms"] == []
        assert told["drives"][0]["medium"] == "DVD-A"
        assert datetime.fromisoformat(told["next_run_at"]) > timezone.now()

    def test_a_bad_one(self, site: Site) -> None:
        shell("medium", "eject")
        a_run(site)

        status, out = shell("status")

        assert status == 1
        assert "Alarm:    MT BACKUP 1 WRN (not acknowledged)" in out

    def test_nothing_known(self, own_data_folder: Path) -> None:
        status, out = shell("status")

        assert status == 4
        assert out.startswith("No site is configured yet.")


class TestLog:
    def test_the_latest_one_by_number_and_by_run(self, site: Site, capfdbinary: Any) -> None:
        run = a_run(site)

        for which in ([], [str(Log.objects.get().pk)], [str(run.pk)]):
            shell("log", *which)
            assert capfdbinary.readouterr().out.decode().splitlines()[-1] == run.verdict

    def test_the_list(self, site: Site) -> None:
        run = a_run(site)

        _, out = shell("log", "--list")

        assert str(run.pk) in out
        assert run.verdict in out

    def test_the_latest_of_another_kind(self, site: Site, capfdbinary: Any) -> None:
        backup, drill = a_run(site), a_run(site)
        Log.objects.filter(run=drill).update(kind=Log.Kind.DRILL)

        shell("log")
        assert capfdbinary.readouterr().out.decode().splitlines()[-1] == backup.verdict
        shell("log", "--kind", "drill")
        assert capfdbinary.readouterr().out.decode().splitlines()[-1] == drill.verdict
        _, out = shell("log", "--list", "--kind", "drill")
        assert [line.split()[2] for line in out.splitlines()] == ["drill"]

    def test_none_yet(self, site: Site) -> None:
        with pytest.raises(CommandError, match="no backup log yet"):
            shell("log")
        with pytest.raises(CommandError, match="no restore log yet"):
            shell("log", "--kind", "restore")

    def test_an_unknown_one(self, site: Site) -> None:
        with pytest.raises(CommandError, match="no such log"):
            shell("log", "999")
        with pytest.raises(CommandError, match="neither a number"):
            shell("log", "yesterday")


class TestMedium:
    def test_the_shelf_and_the_drive(self, site: Site) -> None:
        a_run(site)
        shell("medium", "protect", "DVD-B")

        _, out = shell("medium", "list")

        assert "DVD-RAM 1: loaded DVD-A" in out
        assert "full-auto" in out
        assert "DVD-B  0 Bytes of 100.0 MB used  write-protected" in out

    def test_eject_insert_and_label(self, site: Site) -> None:
        assert shell("medium", "eject")[1] == "DVD-RAM 1 has ejected its medium.\n"
        assert shell("medium", "insert", "DVD-B")[1] == "DVD-B is in DVD-RAM 1.\n"
        said = shell("medium", "label", "Sunday")[1]
        assert said == "The medium in DVD-RAM 1 is now Sunday, pool nightly.\n"

    def test_a_full_drive_takes_no_second_medium(self, site: Site) -> None:
        with pytest.raises(CommandError, match="already holds DVD-A"):
            shell("medium", "insert", "DVD-B")

    def test_an_unknown_drive(self, site: Site) -> None:
        with pytest.raises(CommandError, match="no drive named X"):
            shell("medium", "--drive", "X", "list")


class TestWatchdog:
    def test_once(self, site: Site) -> None:
        Schedule.objects.update(since=timezone.now() - timedelta(days=2), catch_up_hours=0)

        status, _ = shell("watchdog", "--once")

        assert status == 0
        assert set(Run.objects.values_list("outcome", flat=True)) == {Outcome.DID_NOT_RUN}
