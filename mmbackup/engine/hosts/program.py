"""A program that is run and listened to: its two streams as they come, its end, and nothing left of it."""

import contextlib
import ctypes
import fcntl
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.format.names import one_line
from mmbackup.engine.hosts.pace import Pace

CHUNK = 1 << 18
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
Process = subprocess.Popen[bytes]


@contextmanager
def running(argv: list[str], started: Callable[[int], None], *, listens: bool = False) -> Iterator[Process]:
    """The program in a process group of its own, which does not outlive the block.

    started is told the group, and 0 when it has ended; listens: its standard input is a pipe, else nothing.
    Raises CommandFailed if it cannot be started.
    """
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE if listens else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
            preexec_fn=_as_usual,  # noqa: PLW1509 - the reader has one thread
        )
    except OSError as error:
        raise CommandFailed(f"{one_line(argv[0])} cannot be started: {error.strerror}") from error
    started(process.pid)
    try:
        yield process
    finally:
        _end_group(process)
        started(0)


def pipes_of(process: Process) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    """Of one that listens: its standard input, output and error."""
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise ValueError("it was not started to be listened and talked to")
    return process.stdin, process.stdout, process.stderr


def enlarge(pipe: IO[bytes]) -> None:
    """So that much is taken at once; where the system gives no more, it stays as it is."""
    with contextlib.suppress(OSError):
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, CHUNK)


def said(process: Process, pace: Pace) -> Iterator[tuple[bool, bytes]]:
    """Whether it was said as a complaint, on standard error, and what; until both streams end.

    No more is taken in than pace allows: not reading makes the program wait.
    """
    with selectors.DefaultSelector() as streams:
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                streams.register(stream, selectors.EVENT_READ)
        while streams.get_map():
            for key, _ in streams.select():
                chunk = os.read(key.fd, pace.piece(CHUNK))
                if not chunk:
                    streams.unregister(key.fileobj)
                yield key.fileobj is process.stderr, chunk
                if pause := pace.wait(len(chunk), time.monotonic()):
                    time.sleep(pause)


def failure(program: str, status: int, complaint: bytes) -> str:
    """How it ended, and the last that it complained of, in one line."""
    ending = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    last_lines = one_line(
        complaint.decode("utf-8", "surrogateescape").strip().replace("\r", "").replace("\n", " / ")
    )
    return f"{one_line(program)} {ending}" + (f": {last_lines}" if last_lines else "")


def _as_usual() -> None:
    """The reader ignores these signals; a program shall not, and dies with the reader."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_group(process: Process) -> None:
    """Nothing that the program has started outlives it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
