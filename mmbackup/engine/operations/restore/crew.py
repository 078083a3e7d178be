"""Restores groups of entries by several processes at once; each is given the next as it gets through."""

import os
import selectors
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence

import mmbackup
from mmbackup.engine import errors
from mmbackup.engine.errors import BackupError, RestoreError
from mmbackup.engine.operations.restore.report import Packed
from mmbackup.engine.operations.restore.restoring import Group
from mmbackup.engine.operations.restore.wire import pack_groups
from mmbackup.engine.sources.channel import Channel

_PROGRAM = "mmbackup.engine.operations.restore.worker"
_HOME = os.path.dirname(os.path.dirname(os.path.abspath(mmbackup.__file__)))
AHEAD = 2
MOST = 4
_BETWEEN_LOOKS = 0.25


def processes() -> int:
    return min(MOST, len(os.sched_getaffinity(0)))


class _Hand:
    """One process."""

    def __init__(self, folder: int, setup: Packed) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _start(theirs.fileno(), folder)
        ours.settimeout(0)
        self.channel = Channel(ours)
        self.tasks = 0
        self.channel.send(setup)

    def give(self, jobs: Sequence[Group]) -> None:
        self.tasks += 1
        self.channel.send((pack_groups(jobs),))

    def kill(self) -> None:
        self._process.kill()
        self.channel.end.close()
        self._process.wait()


class Crew:
    """folder: descriptor of the set's folder on the medium. look: called now and then, and may raise."""

    def __init__(self, folder: int, setup: Callable[[int], Packed], look: Callable[[int], None]) -> None:
        self._look = look
        self._selector = selectors.DefaultSelector()
        self._hands: list[_Hand] = []
        try:
            for number in range(processes()):
                hand = _Hand(folder, setup(number))
                self._hands.append(hand)
                self._selector.register(hand.channel.end, selectors.EVENT_READ, hand)
        except BaseException:
            self.close()
            raise

    def restore(self, jobs: Iterator[list[Group]]) -> Iterator[Packed]:
        """What came of them, in whatever order they got done."""
        is_more = True
        while True:
            is_more = is_more and self._hand_out(jobs)
            if not is_more and not any(hand.tasks for hand in self._hands):
                return
            yield from self._hear()

    def close(self) -> None:
        while self._hands:
            self._hands.pop().kill()
        self._selector.close()

    def _hand_out(self, jobs: Iterator[list[Group]]) -> bool:
        """False when there are no more."""
        for ahead in range(1, AHEAD + 1):
            for hand in self._hands:
                if hand.tasks < ahead:
                    job = next(jobs, None)
                    if job is None:
                        return False
                    hand.give(job)
        return True

    def _hear(self) -> Iterator[Packed]:
        for hand in self._hands:
            if hand.channel.has_unsent:
                hand.channel.flush()
        moved = 0
        for key, _ in self._selector.select(_BETWEEN_LOOKS):
            hand = key.data
            for word, first, second in hand.channel.receive():
                if word == "ended":
                    raise _error(first, second)
                moved += first
                if word == "done":
                    hand.tasks -= 1
                    yield second
            if hand.channel.is_closed:
                raise RestoreError("a process of the restore died; its memory or the server's may be short")
        self._look(moved)


def _error(name: str, text: str) -> BackupError:
    kind = getattr(errors, name, RestoreError)
    return kind(text) if isinstance(kind, type) and issubclass(kind, BackupError) else RestoreError(text)


def _start(end: int, folder: int) -> "subprocess.Popen[bytes]":
    path = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-m", _PROGRAM, str(end), str(folder), str(os.getpid())],
        pass_fds=(end, folder),
        stdin=subprocess.DEVNULL,
        process_group=0,
        env={**os.environ, "PYTHONPATH": path},
    )
