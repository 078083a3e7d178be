"""The reader process: starts without the web's libraries, and never outlives the engine."""

import os
import subprocess
import sys
import time
from pathlib import Path

_ENGINE = """
import sys, time
from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.engine.sources.process import ReaderProcess
spec = SourceSpec("MSS1", data_item(ServerKind.MSS, "messages"), "a", "files", {"roots": ["/"]})
reader = ReaderProcess([spec], "/tmp")
print(reader._process.pid, flush=True)
time.sleep(600)
"""


def is_alive(process: int) -> bool:
    return (
        Path(f"/proc/{process}/cmdline").exists()
        and b"reader" in Path(f"/proc/{process}/cmdline").read_bytes()
    )


def wait_until_gone(process: int) -> None:
    deadline = time.monotonic() + 30
    while is_alive(process):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_dies_with_the_engine() -> None:
    with subprocess.Popen([sys.executable, "-c", _ENGINE], stdout=subprocess.PIPE, text=True) as engine:
        assert engine.stdout is not None
        reader = int(engine.stdout.readline())

        engine.kill()

        wait_until_gone(reader)


def test_it_imports_neither_django_nor_celery() -> None:
    words = "import sys, mmbackup.engine.sources.reader; print(*sys.modules)"

    modules = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True, timeout=60, cwd=os.getcwd()
    ).stdout.split()

    assert not {"django", "celery", "kombu", "asyncio"} & set(modules)
