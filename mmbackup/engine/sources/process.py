"""The engine's side of a reader process: starts it, talks to it, sees whether it moves, and kills it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import mmbackup
from mmbackup.engine.sources.channel import Channel, Message
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.engine.sources.shared import SharedMemory
from mmbackup.engine.sources.wire import pack

_PROGRAM = "mmbackup.engine.sources.reader"
_HOME = os.path.dirname(os.path.dirname(os.path.abspath(mmbackup.__file__)))

# killed, but held in the kernel by a dead mount: reaped when a later one starts, if they are gone by then
_abandoned: "list[subprocess.Popen[bytes]]" = []


class ReaderProcess:
    """tasks holds what it was given and has not finished, in order."""

    def __init__(self, sources: Sequence[SourceSpec], spool_folder: str) -> None:
        ours, theirs = socket.socketpair()
        ours.settimeout(0)
        self.channel = Channel(ours)
        self.tasks: dict[int, Any] = {}
        descriptor = SharedMemory.create(len(sources))
        try:
            self._process = _start(theirs.fileno(), descriptor)
            self.memory = SharedMemory(descriptor, len(sources))
        finally:
            theirs.close()
            os.close(descriptor)
        self._ticks = -1
        self._moved_at = time.monotonic()
        self.channel.send(pack(sources, spool_folder))

    @property
    def source(self) -> int:
        """The source it is busy with; -1 for none."""
        return self.memory.source

    def give(self, number: int, task: object, message: Message) -> None:
        if not self.tasks:
            self._moved_at = time.monotonic()
        self.tasks[number] = task
        self.channel.send(message)

    def seconds_still(self) -> float:
        """How long it has not moved; 0 while it has nothing to do with a source."""
        ticks = self.memory.ticks
        if ticks != self._ticks or self.source < 0 or not self.tasks:
            self._ticks = ticks
            self._moved_at = time.monotonic()
        return time.monotonic() - self._moved_at

    def kill(self) -> None:
        """Never waits: a process that a dead mount holds in the kernel cannot be waited for."""
        child = self.memory.child
        self._process.kill()
        if child:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
        self.channel.end.close()

    def reap(self, seconds: float) -> bool:
        """Whether it is gone, after waiting this long at most."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            _abandoned.append(self._process)
            return False
        return True


def _start(end: int, descriptor: int) -> "subprocess.Popen[bytes]":
    _abandoned[:] = [process for process in _abandoned if process.poll() is None]
    path = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-m", _PROGRAM, str(end), str(descriptor), str(os.getpid())],
        pass_fds=(end, descriptor),
        stdin=subprocess.DEVNULL,
        process_group=0,  # Ctrl-C is for the run, which ends its readers itself
        env={**os.environ, "PYTHONPATH": path},
    )
