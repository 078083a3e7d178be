"""Runs the commands that stop and start messaging software: no shell, a time limit, nothing inherited.

Output goes to a file, never to a pipe: what a start command leaves running would hold that open for ever.
"""

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from mmbackup.engine.format.names import one_line

LONGEST_OUTPUT = 300


class CommandNotDone(Exception):
    """Not to be started, a bad status, or out of time; str() says which."""


def run_to_end(argv: Sequence[str], *, seconds: float) -> None:
    """One that is late is killed, with what it has started."""
    with tempfile.TemporaryFile() as output:
        process = _begin(argv, output)
        try:
            _finish(process, output, seconds)
        except subprocess.TimeoutExpired as error:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise CommandNotDone(f"{argv[0]} had not ended after {seconds:g} seconds") from error


def run_to_start(argv: Sequence[str], *, seconds: float) -> None:
    """One that is late is left alone: it may be the software itself."""
    with tempfile.TemporaryFile() as output:
        process = _begin(argv, output)
        try:
            _finish(process, output, seconds)
        except subprocess.TimeoutExpired as error:
            process.returncode = 0  # not ours to wait for any more
            raise CommandNotDone(f"{argv[0]} had not ended after {seconds:g} seconds") from error


def _begin(argv: Sequence[str], output: IO[bytes]) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            list(argv),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
        )
    except (OSError, ValueError) as error:
        raise CommandNotDone(f"{argv[0]} could not be started ({error})") from error


def _finish(process: "subprocess.Popen[bytes]", output: IO[bytes], seconds: float) -> None:
    status = process.wait(seconds)
    if status == 0:
        return
    ended = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
    said = _end_of(output)
    name = str(process.args[0]) if isinstance(process.args, list) else ""
    raise CommandNotDone(f"{name} {ended}{': ' + said if said else ''}")


def _end_of(output: IO[bytes]) -> str:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - LONGEST_OUTPUT))
    return one_line(output.read().decode(errors="replace").strip().replace("\n", " / "))
