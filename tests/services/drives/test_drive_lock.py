"""The drive's lock is asked without taking it, dropped with its process, and not inherited."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mmbackup.engine.errors import DriveBusy
from mmbackup.services.drives.drive_lock import KernelLock, data_folder_name
from tests.waiting import wait_until

HOLD = """
import sys, pathlib, time
from mmbackup.services.drives.drive_lock import KernelLock
with KernelLock(pathlib.Path(sys.argv[1])):
    pathlib.Path(sys.argv[2]).touch()
    time.sleep(600)
"""


def test_asking_does_not_take_it(tmp_path: Path) -> None:
    lock = KernelLock(tmp_path / "lock")

    assert not lock.is_held()
    assert not lock.is_held()
    with lock:
        assert lock.is_held()
    assert not lock.is_held()


def test_a_second_holder_is_refused(tmp_path: Path) -> None:
    with KernelLock(tmp_path / "lock"), pytest.raises(DriveBusy), KernelLock(tmp_path / "lock"):
        pytest.fail("two held it")


def test_it_drops_when_its_process_is_killed(tmp_path: Path) -> None:
    lock = KernelLock(tmp_path / "lock")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "lock"), str(tmp_path / "held")]
    ) as holder:
        wait_until((tmp_path / "held").exists, "the other process holds it")
        assert lock.is_held()

        holder.send_signal(signal.SIGKILL)

    assert not lock.is_held()


def test_programs_that_the_holder_starts_do_not_hold_it(tmp_path: Path) -> None:
    lock = KernelLock(tmp_path / "lock")
    lock.acquire()
    with subprocess.Popen(["sleep", "600"], close_fds=False) as child:
        lock.release()

        assert not lock.is_held()
        child.kill()


def test_the_data_folders_name_stays(own_data_folder: Path) -> None:
    assert data_folder_name() == data_folder_name()
