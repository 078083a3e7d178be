"""A run killed at any moment leaves the older sets whole, an honest log, and a medium the next run mends."""

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mmbackup.engine.format.backup_set import set_folders
from mmbackup.engine.format.log import LogHeader, finish_lost
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.backup.night import Night
from tests.faults.nights import assert_honest, plant, proven_sets

ROOT = Path(__file__).resolve().parents[2]
VERDICT = "AUTO BACKUP failed | worker lost: it was killed - Sun Nov 22 03:21:07 2026"


def killed_at(folder: Path, job: BackupJob, *moment: str) -> None:
    (folder / "job").write_bytes(pickle.dumps(job))
    program = [sys.executable, str(ROOT / "tests/faults/crashing_night.py"), str(folder / "job"), *moment]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(program, env=environment, capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize(
    ("call", "path", "when", "proven"),
    [
        ("replace_small", "MMBACKUP.json", "before", 1),
        ("create", "messages.0001", "after", 1),
        ("replace_small", "set.json", "after", 1),
        ("rename", ".incomplete-2026", "before", 1),
        ("rename", ".incomplete-2026", "after", 1),
        ("replace_small", "verified.json", "after", 2),
        ("remove", ".incomplete-20261122T", "before", 2),
        ("rename", "20261122T", "after", 1),
    ],
)
def test_a_run_killed_at_any_moment(tmp_path: Path, call: str, path: str, when: str, proven: int) -> None:
    night = Night(tmp_path)
    sources = plant(night)
    first = night.run(*sources)
    job = night.job(*sources)

    killed_at(tmp_path, job, call, path, when)

    found = proven_sets(night)
    assert len(found) == proven
    assert proven == 1 or first.set_uuid in {one.uuid for one in found}
    assert the_log_s_end(job) == VERDICT
    following = night.run(*sources)
    assert following.outcome is Outcome.FULL
    assert_honest(night, following)
    assert set_folders(night.medium()) == [following.set_name]
    assert not list(night.content.glob(".incomplete-*"))


def the_log_s_end(job: BackupJob) -> str:
    """As the watchdog makes it."""
    header = LogHeader(job.site, job.run_id, "unattended", "", job.drive.name, job.started_at)
    zone = ZoneInfo(job.time_zone)
    assert finish_lost(job.log_path, header=header, zone=zone, next_step="Back up now.", verdict=VERDICT)
    return Path(job.log_path).read_text().splitlines()[-1]
