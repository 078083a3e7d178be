"""Asks a process of its own about files, one after the other: one that hangs or dies costs only itself."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from selectors import EVENT_READ, DefaultSelector
from typing import IO

import mmbackup

_HOME = os.path.dirname(os.path.dirname(os.path.abspath(mmbackup.__file__)))
PATIENCE = 60.0  # seconds for one file
LONGEST_READ = 1 << 16
TURN = 0.5  # seconds

# killed, but held in the kernel by a dead mount
_abandoned: "list[subprocess.Popen[bytes]]" = []


def ask(program: str, names: Sequence[bytes], cancelled: Callable[[], bool]) -> Iterator[str]:
    """A line for each name, in order. Fewer when the process died, fell silent, or is not wanted any more."""
    path = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        [sys.executable, "-m", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        process_group=0,  # Ctrl-C is for the run
        env={**os.environ, "PYTHONPATH": path},
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - pipes were asked for
    try:
        process.stdin.write(b"".join(name + b"\0" for name in names))
        process.stdin.close()
        yield from _lines(process.stdout, cancelled)
    finally:
        process.kill()
        process.stdout.close()
        _reap(process)


def names_asked() -> Iterator[bytes]:
    """For the process: standard input is read whole, it holds some hundred names."""
    return (name for name in sys.stdin.buffer.read().split(b"\0") if name)


def _reap(process: "subprocess.Popen[bytes]") -> None:
    _abandoned[:] = [one for one in _abandoned if one.poll() is None]
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        _abandoned.append(process)


def _lines(out: IO[bytes], cancelled: Callable[[], bool]) -> Iterator[str]:
    rest, heard = b"", time.monotonic()
    with DefaultSelector() as selector:
        selector.register(out, EVENT_READ)
        while time.monotonic() - heard < PATIENCE and not cancelled():
            if not selector.select(TURN):
                continue
            chunk = os.read(out.fileno(), LONGEST_READ)
            if not chunk:
                return
            heard = time.monotonic()
            *lines, rest = (rest + chunk).split(b"\n")
            yield from (line.decode() for line in lines)
