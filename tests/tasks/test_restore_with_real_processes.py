"""A restore with real broker and worker: killed, restarted or left alone, it loses nothing."""

import os
import signal
from pathlib import Path

import pytest
from django.utils import timezone

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Event, Restore, Run, Server, Site
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.drives.medium_came import medium_came
from mmbackup.services.restore.request_restore import request_restore
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.run_backup import run_backup
from tests.attended_site import (
    change_medium,
    drive_of_site,
    go_on,
    make_attended_site,
    queued_attended,
)
from tests.attended_site import clock as long_ago
from tests.builders import nothing_due
from tests.processes import Processes
from tests.restore_site import asked, is_equal
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(processes: Processes, tmp_path: Path) -> Site:
    """A set on M-1, M-2 and M-3; M-3 is in the drive."""
    site = make_attended_site(tmp_path)
    run = run_backup(run_id=queued_attended(site).pk, clock=long_ago)
    for name in ("M-2", "M-3"):
        change_medium(site, name)
        run = go_on(run)
    assert run.outcome == Outcome.FULL, run.verdict
    nothing_due(site)
    return site


def waits_for(run: Run, medium: str) -> None:
    waiting = Run.objects.filter(
        pk=run.pk, state=Run.State.WAITING, waits_for__startswith=f"Insert {medium} "
    )
    wait_until(waiting.exists, f"{medium} is waited for")
    lock = drive_lock(drive_id=drive_of_site(run.site).pk)
    wait_until(lambda: not lock.is_held(), "its process has ejected the medium before it and is gone")


def put_in(site: Site, name: str) -> None:
    """A hand at the drive, and the drive's watcher who sees it."""
    change_medium(site, name)
    medium_came(drive=drive_of_site(site), now=timezone.now())


def has_ended(run: Run) -> Run:
    wait_until(Run.objects.filter(pk=run.pk, state=Run.State.ENDED).exists, "it has ended")
    run.refresh_from_db()
    return run


@pytest.mark.long
def test_three_media_with_a_restart_of_everything_in_the_middle(
    site: Site, processes: Processes, tmp_path: Path
) -> None:
    broker, worker = processes.broker(), processes.worker()
    run = request_restore(asked=asked(site, tmp_path / "back"), by="ada", now=timezone.now())
    waits_for(run, "M-1")

    for process in (worker, broker):
        processes.kill_all(process)
    processes.broker()
    processes.worker()
    put_in(site, "M-2")
    wait_until(lambda: "M-2" in Run.objects.get(pk=run.pk).media_names, "M-2 is done")
    waits_for(run, "M-1")
    put_in(site, "M-1")

    run = has_ended(run)
    assert run.outcome == Outcome.FULL, run.verdict
    assert is_equal(tmp_path / "back/MSS1" / str(tmp_path / "mss1")[1:], tmp_path / "mss1")


@pytest.mark.long
def test_a_worker_killed_while_the_software_is_stopped(
    site: Site, processes: Processes, tmp_path: Path
) -> None:
    """It waits for its medium again, its software stopped; ended, the watchdog starts that."""
    gate, told = tmp_path / "gate", tmp_path / "told"
    script = f"while [ ! -e {gate} ]; do sleep 0.1; done"
    Server.objects.update(stop_command=["sh", "-c", script], start_command=["touch", str(told)])
    processes.broker()
    worker = processes.worker()
    run = request_restore(asked=asked(site, None, stop_software=True), by="ada", now=timezone.now())
    wait_until(Run.objects.filter(pk=run.pk, phase="stop").exists, "it stops the software")

    os.kill(worker.pid, signal.SIGKILL)
    lock = drive_lock(drive_id=drive_of_site(site).pk)
    wait_until(lambda: not lock.is_held(), "its process is gone")
    gate.touch()
    processes.manage("watchdog")
    waits_for(run, "M-1")
    assert Restore.objects.get(run=run).stopped == ["MSS1"]
    assert not told.exists()

    cancel_run(run=run, now=timezone.now())
    wait_until(told.exists, "the software is started")
    wait_until(Restore.objects.filter(run=run, stopped=[]).exists, "and that is remembered")
    assert Event.objects.filter(run=run, event_id="BKRST021").exists()
