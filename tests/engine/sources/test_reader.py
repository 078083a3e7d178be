"""The reader process: starts without the web's libraries, and never outlives the engine."""

import os
import subprocess
import sys

from tests.alive import command_of
from tests.waiting import wait_until

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


def test_it_dies_with_the_engine() -> None:
    with subprocess.Popen([sys.executable, "-c", _ENGINE], stdout=subprocess.PIPE, text=True) as engine:
        assert engine.stdout is not None
        reader = int(engine.stdout.readline())

        engine.kill()

        wait_until(lambda: b"reader" not in command_of(reader), "the reader is gone")


def test_it_imports_neither_django_nor_celery() -> None:
    words = "import sys, mmbackup.engine.sources.reader; print(*sys.modules)"

    modules = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True, timeout=60, cwd=os.getcwd()
    ).stdout.split()

    assert not {"django", "celery", "kombu", "asyncio"} & set(modules)
