"""A process of the restore: `python -m mmbackup.engine.operations.restore.worker`

It reads the set's folder on the medium by a descriptor, writes the target, and tells what came of each file.
It is killed without warning when the restore is cancelled, and dies with the run: it owns nothing but memory.
"""

import ctypes
import os
import signal
import socket
import sys

from mmbackup.engine.errors import BackupError
from mmbackup.engine.media.folder_reader import FolderReader
from mmbackup.engine.operations.restore.restoring import Restorer
from mmbackup.engine.operations.restore.shelf import shelf_of
from mmbackup.engine.operations.restore.wire import unpack_groups, unpack_rules
from mmbackup.engine.sources.channel import Channel, Message

STEP = 16 << 20  # bytes between two words about one large file
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT = 64 << 20


class Worker:
    def __init__(self, channel: Channel, folder: int) -> None:
        self._channel = channel
        self._tasks: list[Message] = []
        self._moved = 0
        rules, is_encrypted, identities = self._next()
        shelf = shelf_of(FolderReader(folder), is_encrypted=is_encrypted, identities=identities)
        self._restorer = Restorer(unpack_rules(rules), shelf, self._tick)

    def run(self) -> None:
        while True:
            groups = unpack_groups(self._next()[0])
            self._moved = 0
            report = self._restorer.restore(groups)
            self._channel.send(("done", self._moved, report.packed()))

    def _tick(self, count: int) -> None:
        self._moved += count
        if self._moved >= STEP:
            self._channel.send(("moved", self._moved, ()))
            self._moved = 0

    def _next(self) -> Message:
        while not self._tasks:
            self._tasks += self._channel.receive()
            if self._channel.is_closed:
                sys.exit(0)
        return self._tasks.pop(0)


def _prepare(parent: int) -> None:
    """Dies with the run, keeps keys out of core dumps, and its large buffers out of the kernel's hands."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.mallopt(_M_MMAP_THRESHOLD, _KEPT)
    libc.mallopt(_M_TRIM_THRESHOLD, _KEPT)
    for number in (signal.SIGINT, signal.SIGTERM):  # a Ctrl-C is the run's to answer
        signal.signal(number, signal.SIG_IGN)


def main() -> None:
    end, folder, parent = map(int, sys.argv[1:])
    _prepare(parent)
    with socket.socket(fileno=end) as connection:
        channel = Channel(connection)
        try:
            Worker(channel, folder).run()
        except BackupError as error:
            channel.send(("ended", type(error).__name__, str(error)))


if __name__ == "__main__":
    main()
