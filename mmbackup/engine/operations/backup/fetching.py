"""Has the files of other machines fetched before their turn comes, so that the medium need not wait."""

import contextlib
import os
from collections import deque
from collections.abc import Iterator

from mmbackup.engine.operations.backup.readers import Lost, Readers
from mmbackup.engine.operations.backup.units import Unit, raw_size
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.entry import KIND, OUTPUT, SOURCE, Entry
from mmbackup.engine.sources.fetched import FAILED
from mmbackup.engine.sources.port import SourceSpec

_NOBODY = -1
_MOST_AHEAD = 256 << 20  # bytes that wait in the spool folder, one large file apart


class Fetching:
    """Gives units in their order, each when all of it is at hand."""

    def __init__(self, units: Iterator[Unit], readers: Readers, sources: tuple[SourceSpec, ...]) -> None:
        self._units = units
        self._readers = readers
        self._hosts = [spec.host for spec in sources]
        self._is_needed = any(self._hosts)
        self._ahead: deque[Unit] = deque()
        self._size = 0
        self._sizes: dict[int, int] = {}  # as they were when they were asked for

    def __iter__(self) -> Iterator[Unit]:
        """What is left: those asked for already come first."""
        while self._ahead:
            yield self._ahead.popleft()
        yield from self._units

    def next(self) -> Unit | None:
        """The next unit, when it is at hand; then it is the caller's."""
        if not self._is_needed:
            return next(self._units, None)
        self._look_ahead()
        while self._ahead and not self._ahead[0].awaited:
            unit = self._ahead.popleft()
            self._size -= self._sizes.pop(unit.number)
            if unit.entries:  # else all of it was of sources that are dropped
                return unit
            self._look_ahead()
        return None

    def ask(self, unit: Unit) -> None:
        """Have what of the unit lies on other machines fetched."""
        self._leave_dropped(unit)
        for number in {self._reader_of(entry) for entry in unit.entries} - {_NOBODY}:
            self._fetch(unit, number)

    def take(self, number: int, message: Message) -> None:
        """What a host has sent for a unit."""
        _, unit_number, path, rows = message
        unit: Unit = self._readers.all[number].tasks.pop(unit_number)
        unit.awaited.discard(number)
        mine = [entry for entry in unit.entries if self._reader_of(entry) == number]
        unit.fetched.update((entry, (path, row)) for entry, row in zip(mine, rows, strict=True))
        self._leave_lost(unit)
        unit.spools.append(path)

    def lose(self, number: int, lost: Lost) -> None:
        """A host's reader is gone; another one has its number. Its sources may be dropped."""
        for unit in lost.tasks:
            unit.awaited.discard(number)
            self._leave_dropped(unit)
            if any(self._reader_of(entry) == number for entry in unit.entries):
                self._fetch(unit, number)

    def _fetch(self, unit: Unit, number: int) -> None:
        unit.awaited.add(number)
        mine = [entry for entry in unit.entries if self._reader_of(entry) == number]
        self._readers.all[number].give(unit.number, unit, ("fetch", unit.number, mine))

    def _leave_dropped(self, unit: Unit) -> None:
        unit.entries = [entry for entry in unit.entries if entry[SOURCE] not in self._readers.dropped]

    def _leave_lost(self, unit: Unit) -> None:
        """Of a host that was lost meanwhile, what had come is saved; that the rest did not was said once."""
        dropped, fetched = self._readers.dropped, unit.fetched
        unit.entries = [
            entry
            for entry in unit.entries
            if entry[SOURCE] not in dropped or (entry in fetched and fetched[entry][1][0] != FAILED)
        ]

    def _reader_of(self, entry: Entry) -> int:
        """What a program has said over there lies in the spool folder here already."""
        host = self._hosts[entry[SOURCE]]
        return self._readers.hosts[host] if host and entry[KIND] != OUTPUT else _NOBODY

    def _look_ahead(self) -> None:
        while self._size < _MOST_AHEAD and (unit := next(self._units, None)):
            self._ahead.append(unit)
            self._sizes[unit.number] = _size(unit)
            self._size += self._sizes[unit.number]
            self.ask(unit)


def forget_fetched(unit: Unit) -> None:
    """Once it is saved, or refused."""
    for path in unit.spools:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
    unit.spools.clear()
    unit.fetched.clear()


def _size(unit: Unit) -> int:
    return sum(map(raw_size, unit.entries))
