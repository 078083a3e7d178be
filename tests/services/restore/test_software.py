"""The messaging software around a restore in place: stopped first, and always started again."""

import os
import signal
from pathlib import Path

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Event, Restore, Run, Server, Site
from mmbackup.services.drives.drive_lock import data_folder_name
from mmbackup.services.restore.software import start_what_was_left_stopped
from mmbackup.services.restore.switching import CommandNotDone, run_to_end, run_to_start
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs
from mmbackup.services.waiting.continue_run import claim_part
from tests.attended_site import change_medium, shelf_of_site
from tests.restore_site import clock, go_on, restore
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def switched(saved: Site, tmp_path: Path) -> Path:
    """What the commands tell: a line each."""
    told = tmp_path / "told"
    Server.objects.update(
        stop_command=["sh", "-c", f"echo stop >> {told}"], start_command=["sh", "-c", f"echo start >> {told}"]
    )
    return told


def messages(run: Run) -> list[str]:
    return list(
        Event.objects.filter(run=run, event_id="BKRST021").order_by("pk").values_list("message", flat=True)
    )


def test_it_is_stopped_before_and_started_after(saved: Site, switched: Path) -> None:
    run = restore(saved, None, stop_software=True)

    assert run.outcome == Outcome.FULL, run.verdict
    assert switched.read_text() == "stop\nstart\n"
    assert messages(run) == [
        "The messaging software on MSS1 was stopped",
        "The messaging software on MSS1 was started",
    ]
    assert Restore.objects.get(run=run).stopped == []


def test_nobody_asked_and_it_runs_on(saved: Site, switched: Path, tmp_path: Path) -> None:
    restore(saved, None)
    restore(saved, tmp_path / "back", stop_software=True)

    assert not switched.exists()


def test_a_stop_that_fails_ends_the_restore_and_a_start_is_tried(
    saved: Site, switched: Path, tmp_path: Path
) -> None:
    Server.objects.update(stop_command=["sh", "-c", "echo no such service >&2; exit 5"])
    gone = tmp_path / "mss1/messages/0001.dat"
    gone.unlink()

    run = restore(saved, None, stop_software=True)

    assert run.outcome == Outcome.FAILED
    words = "the messaging software on MSS1 was not stopped: sh ended with status 5: no such service"
    assert words in run.verdict
    assert switched.read_text() == "start\n"
    assert not gone.exists()


def test_a_start_that_fails_is_an_error_of_the_restore(saved: Site, switched: Path) -> None:
    Server.objects.update(start_command=["/nonexistent/start"])

    run = restore(saved, None, stop_software=True)

    assert run.outcome == Outcome.COMPLETED_WITH_ERRORS
    assert "Start it by hand" in messages(run)[-1]
    assert Restore.objects.get(run=run).stopped == []


def test_it_is_not_stopped_for_a_wrong_medium(saved: Site, switched: Path) -> None:
    change_medium(saved, "DVD-B")

    run = restore(saved, None, stop_software=True)

    assert run.state == Run.State.WAITING
    assert not switched.exists()
    change_medium(saved, "DVD-A")
    assert go_on(run).outcome == Outcome.FULL
    assert switched.read_text() == "stop\nstart\n"


def test_cancelled_it_is_started(saved: Site, switched: Path) -> None:
    shelf_of_site(saved).eject()
    run = restore(saved, None, stop_software=True)
    change_medium(saved, "DVD-A")
    claim_part(run_id=run.pk, now=clock())

    run = run_backup(run_id=run.pk, clock=clock, cancelled=lambda: True)

    assert run.outcome == Outcome.FAILED
    assert Restore.objects.get(run=run).stopped == []
    assert not switched.exists() or switched.read_text().endswith("start\n")


def test_one_that_died_in_the_middle_has_it_started_when_it_ends(saved: Site, switched: Path) -> None:
    shelf_of_site(saved).eject()
    run = restore(saved, None, stop_software=True)
    running = {"state": Run.State.RUNNING, "data_folder": data_folder_name(), "waits_for": ""}
    Run.objects.filter(pk=run.pk).update(waits_until=None, **running)
    Restore.objects.update(stopped=["MSS1"])

    settle_lost_runs(now=clock())
    run.refresh_from_db()
    assert "The messaging software on MSS1 stays stopped until the restore has ended." in run.waits_for
    assert start_what_was_left_stopped(now=clock()) == []  # it goes on yet

    cancel_run(run=run, now=clock())
    assert start_what_was_left_stopped(now=clock()) == [run]
    assert switched.read_text() == "start\n"
    assert start_what_was_left_stopped(now=clock()) == []


def test_what_is_stopped_already_is_not_stopped_twice(saved: Site, switched: Path) -> None:
    shelf_of_site(saved).eject()
    run = restore(saved, None, stop_software=True)
    Restore.objects.update(stopped=["MSS1"])  # by the medium before
    change_medium(saved, "DVD-A")

    assert go_on(run).outcome == Outcome.FULL

    assert switched.read_text() == "start\n"


def test_a_server_that_is_configured_no_more_is_named(saved: Site, switched: Path) -> None:
    shelf_of_site(saved).eject()
    run = restore(saved, None, stop_software=True)
    Restore.objects.update(stopped=["MSS9"])

    cancel_run(run=run, now=clock())
    start_what_was_left_stopped(now=clock())

    assert messages(run) == [
        "The messaging software on MSS9 was stopped, and no command starts it: start it by hand"
    ]


def test_a_stop_command_has_its_time() -> None:
    with pytest.raises(CommandNotDone, match=r"sleep had not ended after 0\.2 seconds"):
        run_to_end(["sleep", "60"], seconds=0.2)


def test_what_a_start_command_leaves_running_does_not_hold_us_up(tmp_path: Path) -> None:
    run_to_start(["sh", "-c", f"sleep 600 & echo $! > {tmp_path / 'process'}"], seconds=100)

    os.kill(int((tmp_path / "process").read_text()), signal.SIGKILL)  # it ran still


def test_a_start_command_that_does_not_come_back_is_left_alone(tmp_path: Path) -> None:
    gate, done = tmp_path / "gate", tmp_path / "done"
    with pytest.raises(CommandNotDone, match="had not ended"):
        run_to_start(["sh", "-c", f"while [ ! -e {gate} ]; do sleep 0.05; done; touch {done}"], seconds=0.1)

    gate.touch()
    wait_until(done.exists, "it went on")
