"""Memory that the engine and one reader share: a pulse, the time each source has cost, and slots."""

import mmap
import os
import time

from mmbackup.engine.format.frame import FRAME_SIZE, bound

# room beside a frame's usual content, for headers that turn out larger than was guessed
RAW_SIZE = FRAME_SIZE + (256 << 10)
SLOTS = 3
NO_SOURCE = -1

_WORD = 8
_TICKS, _SOURCE, _SINCE, _CHILD, _USED = range(5)


def _pages(size: int) -> int:
    return -(-size // mmap.PAGESIZE) * mmap.PAGESIZE


_SLOT_SIZE = _pages(bound(RAW_SIZE))


def _head_size(sources: int) -> int:
    return _pages((_USED + sources) * _WORD)


def _whole_size(sources: int) -> int:
    return _head_size(sources) + SLOTS * _SLOT_SIZE


class SharedMemory:
    """The reader writes, the engine looks; each word is written by one side only."""

    def __init__(self, descriptor: int, sources: int) -> None:
        self._head = _head_size(sources)
        self._memory = mmap.mmap(descriptor, _whole_size(sources))
        self._view = memoryview(self._memory)
        self._words = self._view[: self._head].cast("q")

    @staticmethod
    def create(sources: int) -> int:
        """The descriptor of a new one."""
        descriptor = os.memfd_create("mmbackup-reader")
        os.ftruncate(descriptor, _whole_size(sources))
        return descriptor

    def slot(self, number: int, length: int) -> memoryview:
        start = self._head + number * _SLOT_SIZE
        return self._view[start : start + length]

    # what the reader says

    def tick(self) -> None:
        """Something has moved."""
        self._words[_TICKS] += 1

    def enter(self, source: int) -> None:
        """From now on time counts for this source."""
        self.leave()
        self._words[_SINCE] = time.monotonic_ns()
        self._words[_SOURCE] = source + 1

    def leave(self) -> None:
        """From now on time counts for none, such as while waiting for the medium."""
        source = self._words[_SOURCE] - 1
        if source >= 0:
            self._words[_SOURCE] = 0
            self._words[_USED + source] += time.monotonic_ns() - self._words[_SINCE]
        self._words[_TICKS] += 1

    def set_child(self, process: int) -> None:
        """The process group of the command that runs, 0 for none."""
        self._words[_CHILD] = process

    # what the engine sees

    @property
    def ticks(self) -> int:
        return self._words[_TICKS]

    @property
    def source(self) -> int:
        return self._words[_SOURCE] - 1

    @property
    def child(self) -> int:
        return self._words[_CHILD]

    def seconds_used(self, source: int) -> float:
        """All the time this reader has spent on the source, to this moment."""
        used = self._words[_USED + source]
        if self.source == source:
            used += max(0, time.monotonic_ns() - self._words[_SINCE])
        return used / 1e9

    def close(self) -> None:
        self._words.release()
        self._view.release()
        self._memory.close()
