"""Sorts any number of entries in little memory: sorted runs go to files, and are merged when read."""

import heapq
import itertools
import marshal
import os
import struct
from collections.abc import Iterable, Iterator
from typing import IO

from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.sources.entry import Entry

_RUN = 30_000
_BLOCK = 500
_LENGTH = struct.Struct("<I")


class Sorter:
    """Its files begin with path."""

    def __init__(self, path: str, run: int = _RUN) -> None:
        self._path = path
        self._run = run
        self._entries: list[Entry] = []
        self._runs: list[str] = []
        self.count = 0

    def add(self, entries: list[Entry]) -> None:
        self.count += len(entries)
        self._entries += entries
        if len(self._entries) >= self._run:
            self._spool()

    def merged(self) -> Iterator[Entry]:
        """All in order. Once only: memory and files are given back on the way."""
        self._entries.sort()
        last, self._entries = self._entries, []
        if not self._runs:
            return iter(last)
        return heapq.merge(last, *map(_read, self._runs))

    def _spool(self) -> None:
        self._entries.sort()
        path = f"{self._path}-{len(self._runs)}"
        with server_disk(), open(path, "wb") as file:
            write_entries(file, self._entries)
        self._runs.append(path)
        self._entries = []


def write_entries(file: IO[bytes], entries: Iterable[Entry]) -> int:
    """Answer how many."""
    count, source = 0, iter(entries)
    while block := list(itertools.islice(source, _BLOCK)):
        count += len(block)
        packed = marshal.dumps(block)
        file.write(_LENGTH.pack(len(packed)) + packed)
    return count


def read_entries(path: str) -> Iterator[Entry]:
    with open(path, "rb") as file:
        yield from _entries_in(file)


def _read(path: str) -> Iterator[Entry]:
    with open(path, "rb") as file:
        os.unlink(path)
        yield from _entries_in(file)


def _entries_in(file: IO[bytes]) -> Iterator[Entry]:
    while head := file.read(_LENGTH.size):
        yield from marshal.loads(file.read(_LENGTH.unpack(head)[0]))  # noqa: S302 - we wrote it
