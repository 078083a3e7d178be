"""Memory stays flat from a thousand files to a million: the whole process tree, shared memory included."""

import os
import pickle
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine.operations.backup.night import Night, files

LIMIT = 200_000_000
_ONE_NIGHT = """
import pickle, sys
from pathlib import Path
from mmbackup.engine.operations.backup import back_up
job = pickle.loads(Path(sys.argv[1]).read_bytes())
result = back_up(job=job, clock=lambda: job.started_at, listen=lambda event: None, cancelled=lambda: False)
sys.exit(result.outcome.exit_status)
"""


def shared_out(process: int) -> int:
    """Bytes of a process and of those it has started, each shared page counted once (PSS)."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    (own,) = [line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")] or ["0"]
    return int(own) * 1024 + sum(shared_out(int(child)) for child in children)


def peak_of_a_night(night: Night) -> int:
    pickled = night.folder / "job"
    pickled.write_bytes(pickle.dumps(night.job(files("messages", night.servers))))
    peak = 0
    with subprocess.Popen([sys.executable, "-c", _ONE_NIGHT, str(pickled)]) as process:
        while process.poll() is None:
            peak = max(peak, shared_out(process.pid))
            time.sleep(0.05)
    assert process.returncode == 0
    return peak


def plant(night: Night, count: int) -> None:
    for start in range(0, count, 1000):
        folder = night.servers / f"subscriber-{start // 1000:04}/Maildir/cur"
        folder.mkdir(parents=True)
        for number in range(start, start + 1000):
            descriptor = os.open(
                folder / f"{1_700_000_000 + number}.M{number}P123.mss1:2,S", os.O_CREAT | os.O_WRONLY
            )
            os.write(descriptor, b"%d" % number * 20)
            os.close(descriptor)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("count", [1_000, 1_000_000])
def test_memory_is_flat(tmp_path: Path, count: int) -> None:
    night = Night(tmp_path, 1 << 40)
    plant(night, count)

    peak = peak_of_a_night(night)
    shutil.rmtree(tmp_path)  # a million files would burden the machine long after

    assert peak < LIMIT
