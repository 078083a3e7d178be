"""A program that is kept running: how it starts, how it is told to end, and that it dies with its keeper."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mmbackup.environment import BASE_DIR

_PR_SET_PDEATHSIG = 1
_LOG_LIMIT = 10_000_000  # bytes; a longer log is put aside when its program starts

_libc = ctypes.CDLL(None)  # loaded here: nothing may be loaded between fork and exec


@dataclass(frozen=True, slots=True)
class Program:
    """What to start. Its output goes to the log file."""

    name: str
    command: Sequence[str]
    log: Path


class Child:
    """One start of a program, leader of its own session: Ctrl-C reaches the keeper alone."""

    def __init__(self, program: Program, environment: Mapping[str, str]) -> None:
        self.program = program
        _put_aside(program.log)
        with program.log.open("ab") as log:
            self._process = subprocess.Popen(
                list(program.command),
                cwd=BASE_DIR,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_DieWith(os.getpid()),  # noqa: PLW1509  the keeper has one thread
            )

    def ended(self) -> str | None:
        """None while it runs, then how it ended."""
        status = self._process.poll()
        if status is None:
            return None
        return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"

    def signal(self, number: signal.Signals) -> None:
        """To the program and all that it started in its session's group."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)


class _DieWith:
    """Called between fork and exec: when the keeper dies, however it dies, the kernel ends its child."""

    def __init__(self, keeper: int) -> None:
        self._keeper = keeper

    def __call__(self) -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self._keeper:  # it died before the kernel was told
            os._exit(1)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _put_aside(log: Path) -> None:
    """One older log is kept."""
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
