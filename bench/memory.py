"""The most memory that a backup takes: its whole process tree, each shared page counted once."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

COUNTS = (1_000, 1_000_000)
_A_FOLDER = 1_000
_PAUSE = 0.05


def measure_memory(folder: Path) -> Iterator[str]:
    yield "The most memory that a backup takes"
    for count in COUNTS:
        yield f"{count:>12,} files {peak_of_a_backup(folder / 'memory', count):>14,} bytes"


def peak_of_a_backup(folder: Path, count: int) -> int:
    """Of so many small files, made in the folder, which is gone afterwards. RuntimeError when it failed."""
    corpus, target = folder / "corpus", folder / "target"
    target.mkdir(parents=True)
    _plant(corpus, count)
    peak = _peak_of([sys.executable, "-m", "bench.one_night", str(corpus), str(target)])
    shutil.rmtree(folder)
    return peak


def _peak_of(command: list[str]) -> int:
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, taken_by(process.pid))
            time.sleep(_PAUSE)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with status {process.returncode}")
    return peak


def taken_by(process: int) -> int:
    """Bytes of a process and of those it has started (PSS)."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    own = [int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")]
    return sum(own) * 1024 + sum(taken_by(int(child)) for child in children)


def _plant(folder: Path, count: int) -> None:
    for start in range(0, count, _A_FOLDER):
        mailbox = folder / f"subscriber-{start // _A_FOLDER:04}" / "Maildir" / "cur"
        mailbox.mkdir(parents=True)
        for number in range(start, start + _A_FOLDER):
            (mailbox / f"{1_700_000_000 + number}.M{number}P123.mss1:2,S").write_bytes(b"%d" % number * 20)
