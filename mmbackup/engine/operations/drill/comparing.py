"""Compares what came back with its source, where that is unchanged since: size, time, then bytes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from selectors import EVENT_READ, DefaultSelector
from typing import IO

import mmbackup
from mmbackup.engine.index.shapes import IndexedFile

_PROGRAM = "mmbackup.engine.operations.drill.source_reader"
_HOME = os.path.dirname(os.path.dirname(os.path.abspath(mmbackup.__file__)))
PATIENCE = 60.0  # seconds for one file
LONGEST_LINE = 4096
TURN = 0.5  # seconds


def place_of(file: IndexedFile, roots: Mapping[str, Sequence[bytes]]) -> bytes | None:
    """Where it was saved from, if a local source still saves it from there."""
    server, _, rest = file.path.partition(b"/")
    path = b"/" + rest
    of_server = roots.get(server.decode("utf-8", "surrogateescape"), ())
    is_ours = any(path == root or path.startswith(root.rstrip(b"/") + b"/") for root in of_server)
    return path if is_ours else None


def differing(
    files: Sequence[tuple[IndexedFile, bytes]], cancelled: Callable[[], bool]
) -> Iterator[tuple[IndexedFile, bool]]:
    """Each file that is unchanged at its source, and whether its bytes there are others.

    Ends early when the source does not answer: nothing is known of the rest then.
    """
    answers = _ask([place for _, place in files], cancelled)
    for (file, _), answer in zip(files, answers, strict=False):
        size, mtime_ns, sha256 = (*answer.split(), "", "", "")[:3]
        if (size, mtime_ns) == (str(file.size), str(file.mtime_ns)):
            yield file, sha256 != file.sha256


def _ask(places: Sequence[bytes], cancelled: Callable[[], bool]) -> Iterator[str]:
    path = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        [sys.executable, "-m", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        process_group=0,  # Ctrl-C is for the run
        env={**os.environ, "PYTHONPATH": path},
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - pipes were asked for
    try:
        process.stdin.write(b"".join(place + b"\0" for place in places))
        process.stdin.close()
        yield from _lines(process.stdout, cancelled)
    finally:
        process.kill()
        process.stdout.close()
        _reap(process)


def _reap(process: "subprocess.Popen[bytes]") -> None:
    """One that a dead mount holds in the kernel is left behind."""
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        _abandoned.append(process)


_abandoned: "list[subprocess.Popen[bytes]]" = []


def _lines(out: IO[bytes], cancelled: Callable[[], bool]) -> Iterator[str]:
    """Until it ends, falls silent, or is not wanted any more."""
    rest, heard = b"", time.monotonic()
    with DefaultSelector() as selector:
        selector.register(out, EVENT_READ)
        while time.monotonic() - heard < PATIENCE and not cancelled():
            if not selector.select(TURN):
                continue
            chunk = os.read(out.fileno(), LONGEST_LINE)
            if not chunk:
                return
            heard = time.monotonic()
            *lines, rest = (rest + chunk).split(b"\n")
            yield from (line.decode() for line in lines)
