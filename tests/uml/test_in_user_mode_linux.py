"""UDF 2.01 and SCSI drives, which few kernels of servers have or play, tried in one that can."""

import re
import sys
from pathlib import Path

import pytest

from tests.uml.boot import BASE, SCRATCH, run_inside

LIMIT = 1500.0  # seconds; that kernel is some ten times as slow as the one below it
QUIETLY = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist")
IN_MEMORY = ("--basetemp", f"{SCRATCH}/pytest", "-o", "tmp_path_retention_policy=failed")
SCSI = ("sd_mod", "sr_mod", "scsi_debug dev_size_mb=64 removable=1 sector_size=2048")


@pytest.mark.uml
@pytest.mark.long
@pytest.mark.timeout(LIMIT + 60)
@pytest.mark.parametrize(
    ("marker", "file"),
    [
        ("udf", "tests/contracts/test_media.py"),
        ("udf", "tests/faults/test_block_device_nights.py"),
        ("scsi", "tests/engine/media/test_scsi_drives.py"),
    ],
)
def test_all_that_is_promised_holds_there_too(tmp_path: Path, marker: str, file: str) -> None:
    command = (sys.executable, "-m", "pytest", str(BASE / file), "-m", marker, *QUIETLY, *IN_MEMORY)

    done = run_inside(*command, folder=tmp_path, modules=("loop", "udf", "fuse", *SCSI), limit=LIMIT)

    assert done.status == 0, done.output + done.console
    assert re.search(r"\b[1-9]\d* passed", done.output), done.output
    assert "skipped" not in done.output
