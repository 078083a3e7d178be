"""An attended backup with real broker and worker: killed, restarted or left alone, it loses no part."""

import os
import signal
from pathlib import Path

import pytest
from django.utils import timezone

from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, BackupSet, Run, Site
from mmbackup.services.attended.request_attended import Choice, request_attended
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.drives.medium_came import medium_came
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.request_backup import request_backup
from mmbackup.services.waiting.continue_run import continue_run
from tests.attended_site import change_medium, drive_of_site, make_attended_site
from tests.builders import add_source, nothing_due
from tests.processes import Processes
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(processes: Processes, tmp_path: Path) -> Site:
    site = make_attended_site(tmp_path)
    nothing_due(site)
    return site


@pytest.fixture
def gate(site: Site, tmp_path: Path) -> Path:
    """A source that answers only once this file exists."""
    gate = tmp_path / "gate"
    script = f"while [ ! -e {gate} ]; do sleep 0.1; done; echo open"
    add_source(
        site.servers.get(), "enabled-features", kind="command", argv=["sh", "-c", script], output="list.txt"
    )
    return gate


def begin(site: Site) -> Run:
    return request_attended(drive=drive_of_site(site), choice=Choice(), by="ada", now=timezone.now())


def waits_for_part(run: Run, part: int) -> None:
    waiting = Run.objects.filter(pk=run.pk, state=Run.State.WAITING, part=part)
    wait_until(waiting.exists, f"part {part} is waited for")
    lock = drive_lock(drive_id=drive_of_site(run.site).pk)
    wait_until(lambda: not lock.is_held(), "its process has ejected the medium and is gone")


def put_in(site: Site, name: str) -> None:
    """A hand at the drive, and the drive's watcher who sees it."""
    change_medium(site, name)
    medium_came(drive=drive_of_site(site), now=timezone.now())


def has_ended(run: Run) -> Run:
    wait_until(Run.objects.filter(pk=run.pk, state=Run.State.ENDED).exists, "it has ended")
    run.refresh_from_db()
    return run


@pytest.mark.long
def test_three_media_with_a_restart_of_everything_in_the_middle(site: Site, processes: Processes) -> None:
    broker, worker = processes.broker(), processes.worker()
    run = begin(site)
    waits_for_part(run, 2)

    for process in (worker, broker):
        processes.kill_all(process)
    processes.broker()
    processes.worker()
    put_in(site, "M-2")
    waits_for_part(run, 3)
    put_in(site, "M-3")

    run = has_ended(run)
    assert run.outcome == Outcome.FULL, run.verdict
    assert [row.parts for row in BackupSet.objects.filter(run=run)] == [3, 3, 3]
    log = (data_folder("logs") / run.log.path).read_text()
    assert log.splitlines()[-1] == run.verdict
    assert all(name in log for name in ("M-1", "M-2", "M-3"))


@pytest.mark.long
def test_a_worker_killed_in_mid_part_costs_that_parts_work_only(
    site: Site, gate: Path, processes: Processes
) -> None:
    processes.broker()
    worker = processes.worker()
    run = begin(site)
    in_the_middle = Run.objects.filter(state=Run.State.RUNNING).exclude(phase=Phase.PREFLIGHT)
    wait_until(in_the_middle.exists, "the run is in the middle")

    os.kill(worker.pid, signal.SIGKILL)
    lock = drive_lock(drive_id=drive_of_site(site).pk)
    wait_until(lambda: not lock.is_held(), "its process is gone")
    processes.manage("watchdog")
    waits_for_part(run, 1)
    run.refresh_from_db()
    assert "stopped before that part was finished" in run.refusal
    assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 6"

    gate.touch()
    processes.worker()
    continue_run(run_id=run.pk, by="ada", now=timezone.now())
    waits_for_part(run, 2)


@pytest.mark.long
def test_a_backup_by_hand_in_between_and_then_the_next_part(site: Site, processes: Processes) -> None:
    processes.broker()
    processes.worker()
    run = begin(site)
    waits_for_part(run, 2)

    change_medium(site, "M-4")
    between = request_backup(site=site, now=timezone.now())
    assert Outcome(has_ended(between).outcome).is_verified, between.verdict
    put_in(site, "M-2")

    waits_for_part(run, 3)


@pytest.mark.long
def test_a_wrong_medium_is_refused_by_the_worker_and_a_right_one_taken(
    site: Site, processes: Processes
) -> None:
    processes.broker()
    processes.worker()
    run = begin(site)
    waits_for_part(run, 2)

    put_in(site, "M-1")
    wait_until(Run.objects.filter(pk=run.pk).exclude(refusal="").exists, "M-1 is refused")
    waits_for_part(run, 2)
    put_in(site, "M-2")

    waits_for_part(run, 3)
    run.refresh_from_db()
    assert run.refusal == ""


@pytest.mark.long
def test_cancelled_in_the_middle_of_a_part(site: Site, gate: Path, processes: Processes) -> None:
    processes.broker()
    processes.worker()
    run = begin(site)
    in_the_middle = Run.objects.filter(state=Run.State.RUNNING).exclude(phase=Phase.PREFLIGHT)
    wait_until(in_the_middle.exists, "the run is in the middle")

    cancel_run(run=run, now=timezone.now())

    run = has_ended(run)
    assert run.outcome == Outcome.FAILED
    assert run.verdict.startswith("ATTENDED BACKUP ")
    assert not BackupSet.objects.exists()


@pytest.mark.long
def test_the_watchdog_ends_what_waited_too_long(site: Site, processes: Processes) -> None:
    processes.broker()
    processes.worker()
    run = begin(site)
    waits_for_part(run, 2)
    Run.objects.filter(pk=run.pk).update(waits_until=timezone.now())

    processes.manage("watchdog")

    run = has_ended(run)
    assert "until the time was over" in run.verdict
    assert not Alarm.objects.filter(resolved_at=None).exists()
    assert BackupSet.objects.get(run=run).parts == 0
