"""The reader process: the only one that touches the sources. `python -m mmbackup.engine.sources.reader`

It is killed without warning when a source hangs, and dies with the engine: so it owns nothing but memory.
"""

import ctypes
import os
import signal
import socket
import sys
from collections import deque

from mmbackup.engine.hosts.pace import pace_for
from mmbackup.engine.sources.channel import Channel, Message
from mmbackup.engine.sources.entry import SOURCE
from mmbackup.engine.sources.fetching import Fetcher
from mmbackup.engine.sources.findings import Folder
from mmbackup.engine.sources.frame_builder import FrameBuilder
from mmbackup.engine.sources.listing import Lister
from mmbackup.engine.sources.local_files import distinct_roots
from mmbackup.engine.sources.origins import placing
from mmbackup.engine.sources.registry import walk_of
from mmbackup.engine.sources.roots import Roots
from mmbackup.engine.sources.saving import Saver
from mmbackup.engine.sources.shared import SLOTS, SharedMemory
from mmbackup.engine.sources.slicing import Slicer
from mmbackup.engine.sources.streaming import Stream
from mmbackup.engine.sources.whereabouts import Whereabouts
from mmbackup.engine.sources.wire import unpack

_PR_SET_PDEATHSIG = 1
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT = 64 << 20


class Reader:
    """Takes tasks one by one; while it waits for a slot, it goes on receiving."""

    def __init__(self, channel: Channel, memory_descriptor: int) -> None:
        self._channel = channel
        self._tasks: deque[Message] = deque()
        self._free_slots = list(range(SLOTS))
        self._refused: set[int] = set()
        sources = unpack(self._next_task())
        self._memory = SharedMemory(memory_descriptor, len(sources))
        placings = [placing(source.spec) for source in sources]
        builder = FrameBuilder(placings, self._memory, channel.send, self._take_slot)
        stream = Stream(builder, self._memory, channel.send, self._is_refused)
        self._saver = Saver(builder, self._memory, stream, Roots(sources))
        self._slicer = Slicer(builder, self._memory, stream, self._saver.note_gone, channel.send)
        self._lister = Lister(sources, self._memory, channel.send)
        self._spool = sources[0].spool_folder
        self._sources = sources
        self._fetcher: Fetcher | None = None

    def run(self) -> None:
        while True:
            verb, number, *rest = self._next_task()
            if verb == "list":
                self._list(number, *rest)
            elif verb == "slice":
                self._slicer.save(number, *rest)
            elif verb == "weigh":
                self._slicer.weigh(number, *rest)
            elif verb == "fetch":
                self._fetch((verb, number, *rest))
            else:
                self._saver.save(number, *rest)

    def _list(self, task: int, source: int, folders: list[Folder]) -> None:
        try:
            self._lister.answer(task, source, folders)
        except OSError as error:
            self._channel.send(("disk full", os.strerror(error.errno or 0)))

    def _fetch(self, task: Message) -> None:
        """The task and all further ones that come while there is something to fetch."""
        self._tasks.appendleft(task)
        self._fetcher = self._fetcher or self._make_fetcher(task)
        try:
            self._fetcher.fetch(self._more_to_fetch, self._channel.fileno())
        except OSError as error:
            self._channel.send(("disk full", os.strerror(error.errno or 0)))

    def _make_fetcher(self, task: Message) -> Fetcher:
        host = self._sources[task[2][0][SOURCE]].spec.host
        assert host  # noqa: S101 - nothing else is fetched
        roots = [distinct_roots(walk_of(one.kind, one.settings).roots) for one in self._sources]
        pace = pace_for(host)
        whereabouts = Whereabouts(host, roots, self._memory.set_child, self._memory.tick, pace)
        patience = [one.spec.stall_limit for one in self._sources]
        return Fetcher(
            host, whereabouts, self._memory, self._channel.send, self._spool, patience=patience, pace=pace
        )

    def _more_to_fetch(self) -> list[Message]:
        while self._channel.has_arrived():
            self._receive()
        taken = [task for task in self._tasks if task[0] == "fetch"]
        self._tasks = deque(task for task in self._tasks if task[0] != "fetch")
        return taken

    def _next_task(self) -> Message:
        while not self._tasks:
            self._receive()
        return self._tasks.popleft()

    def _receive(self) -> None:
        for message in self._channel.receive():
            if message[0] == "free":
                self._free_slots.append(message[1])
            elif message[0] == "refuse":
                self._refused.add(message[1])
            else:
                self._refused.discard(message[1])  # each data type counts its units anew
                self._tasks.append(message)
        if self._channel.is_closed:
            sys.exit(0)

    def _take_slot(self) -> int:
        source = self._memory.source
        while self._channel.has_arrived():
            self._receive()
        if not self._free_slots:
            self._memory.leave()
            while not self._free_slots:
                self._receive()
            if source >= 0:
                self._memory.enter(source)
        return self._free_slots.pop()

    def _is_refused(self, unit: int) -> bool:
        while self._channel.has_arrived():
            self._receive()
        return unit in self._refused


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)


def _keep_memory() -> None:
    """Frames of 4 MB would otherwise be mapped and given back each time: twenty times the page faults."""
    libc = ctypes.CDLL(None)
    libc.mallopt(_M_MMAP_THRESHOLD, _KEPT)
    libc.mallopt(_M_TRIM_THRESHOLD, _KEPT)


def main() -> None:
    end, memory_descriptor, parent = map(int, sys.argv[1:])
    _die_with(parent)
    _keep_memory()
    for number in (signal.SIGINT, signal.SIGTERM):  # a Ctrl-C is the engine's to answer
        signal.signal(number, signal.SIG_IGN)
    with socket.socket(fileno=end) as connection:
        Reader(Channel(connection), memory_descriptor).run()


if __name__ == "__main__":
    main()
