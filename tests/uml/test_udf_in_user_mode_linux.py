"""UDF 2.01, which few kernels of servers can mount, tried in one that can."""

import re
import sys
from pathlib import Path

import pytest

from tests.uml.boot import BASE, SCRATCH, run_inside

LIMIT = 1500.0  # seconds; that kernel is some ten times as slow as the one below it
WITH_UDF = ("tests/contracts/test_media.py", "tests/faults/test_block_device_nights.py")
QUIETLY = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--basetemp", f"{SCRATCH}/pytest")


@pytest.mark.uml
@pytest.mark.timeout(LIMIT + 60)
@pytest.mark.parametrize("file", WITH_UDF)
def test_all_that_is_promised_of_media_holds_on_udf(tmp_path: Path, file: str) -> None:
    command = (sys.executable, "-m", "pytest", str(BASE / file), "-m", "udf", *QUIETLY)

    done = run_inside(*command, folder=tmp_path, modules=("loop", "udf", "fuse"), limit=LIMIT)

    assert done.status == 0, done.output + done.console
    assert re.search(r"\b[1-9]\d* passed", done.output), done.output
    assert "skipped" not in done.output
