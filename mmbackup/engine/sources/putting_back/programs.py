"""Runs programs that put something back, or check it: no shell, and nothing is left of them."""

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.format.names import one_line
from mmbackup.engine.hosts.program import CHUNK, failure

MOST = 1 << 20
_TAIL = 2000
_BETWEEN_LOOKS = 0.5
Process = subprocess.Popen[bytes]


class LocalPrograms:
    """look is called now and then while one runs, and may raise: the program is killed then."""

    def __init__(self, look: Callable[[], None], environment: Mapping[str, str] | None = None) -> None:
        self._look = look
        self._environment = {**os.environ, "LC_ALL": "C", **(environment or {})}

    def run(self, argv: list[str], *, stdin: str = "", stdout: str = "") -> bytes:
        """As Programs says."""
        name = os.path.basename(argv[0])
        try:
            said, complaint, status = self._ended(argv, stdin or os.devnull, stdout)
        except OSError as error:  # of the files that it reads and writes
            raise CommandFailed(f"{name}: {os.strerror(error.errno or 0)}") from error
        if status:
            raise CommandFailed(failure(name, status, complaint))
        return said

    def _ended(self, argv: list[str], stdin: str, stdout: str) -> tuple[bytes, bytes, int]:
        with contextlib.ExitStack() as files:
            source = files.enter_context(open(stdin, "rb"))
            target = files.enter_context(open(stdout, "wb")) if stdout else None
            with self._running(argv, source) as process:
                return *self._listen(process, target), process.wait()

    def _listen(self, process: Process, target: IO[bytes] | None) -> tuple[bytes, bytes]:
        said = complaint = b""
        for stream, chunk in self._chunks(process):
            if stream is process.stderr:
                complaint = (complaint + chunk)[-_TAIL:]
            elif target is not None:
                target.write(chunk)
            else:
                said = (said + chunk)[:MOST]
        return said, complaint

    def _chunks(self, process: Process) -> Iterator[tuple[object, bytes]]:
        with selectors.DefaultSelector() as streams:
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    streams.register(stream, selectors.EVENT_READ)
            while streams.get_map():
                for key, _ in streams.select(_BETWEEN_LOOKS):
                    chunk = os.read(key.fd, CHUNK)
                    if not chunk:
                        streams.unregister(key.fileobj)
                    yield key.fileobj, chunk
                self._look()

    @contextmanager
    def _running(self, argv: list[str], source: IO[bytes]) -> Iterator[Process]:
        try:
            process = subprocess.Popen(
                [*_tied(), *argv],
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
                cwd="/",
                env=self._environment,
            )
        except OSError as error:
            raise CommandFailed(f"{one_line(argv[0])} cannot be started: {error.strerror}") from error
        try:
            yield process
        finally:
            _end(process)


def _tied() -> list[str]:
    """It is not to go on when the restore dies."""
    return ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []


def _end(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
