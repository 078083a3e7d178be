"""Fills the medium to the brim: what still fits of the newest, then anything smaller that fits."""

from collections.abc import Iterator

from mmbackup.engine.format.frame import FRAME_SIZE, bound
from mmbackup.engine.operations.backup.units import raw_size
from mmbackup.engine.operations.backup.writing import TypeWriter
from mmbackup.engine.sources.entry import PATH, Entry

_LINE = 480  # most bytes of a manifest line and a log line, names apart
_NAME = 10  # most bytes of both for one byte of a name, which is escaped
_LEAST = 1024
_MOST_VAIN_TRIES = 100
_HOPE = 0.95  # of the share that files have shrunk to so far


def fill_to_the_brim(writer: TypeWriter) -> None:
    """What does not fit is counted as left out."""
    _Brim(writer).run(writer.rest())


def most_bytes(entry: Entry) -> int:
    """A bound of what the entry can take of the medium, its own frame apart."""
    return raw_size(entry) + _LINE + _NAME * len(entry[PATH]) + (len(entry[PATH]) > 90) * 1024


class _Brim:
    def __init__(self, writer: TypeWriter) -> None:
        self._writer = writer
        self._ledger = writer.ledger
        self._vain_tries = 0
        self._group: list[Entry] = []
        self._group_size = 0
        self._measure()

    def run(self, entries: Iterator[Entry]) -> None:
        for entry in list_of_names(entries):
            self._consider(entry)
        self._save_group()

    def _consider(self, names: list[Entry]) -> None:
        cost = sum(map(most_bytes, names))
        if self._surely_fits(self._group_size + cost) and self._group_size + cost <= FRAME_SIZE:
            self._add(names, cost)
            return
        self._save_group()
        if self._surely_fits(cost):
            self._add(names, cost)
        elif self._may_fit(cost):
            self._try(names)
        else:
            self._ledger.count_left_out(names)

    def _add(self, names: list[Entry], cost: int) -> None:
        self._group += names
        self._group_size += cost

    def _surely_fits(self, cost: int) -> bool:
        return bound(cost) <= self._available

    def _may_fit(self, cost: int) -> bool:
        hope = cost * self._ledger.ratio() * _HOPE
        return hope <= self._available > _LEAST and self._vain_tries < _MOST_VAIN_TRIES

    def _save_group(self) -> None:
        if self._group:
            group, self._group, self._group_size = self._group, [], 0
            self._try(group)

    def _try(self, entries: list[Entry]) -> None:
        refused = self._writer.save(entries)
        self._measure()
        if len(refused) > 1:  # a bound was wrong, such as for files with many attributes
            self._try(refused[: len(refused) // 2])
            self._try(refused[len(refused) // 2 :])
        elif refused:
            self._vain_tries += 1
            self._ledger.count_left_out(refused)

    def _measure(self) -> None:
        self._available = self._ledger.available(self._ledger.streams[0])


def list_of_names(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    """Entries one by one, but the names of one file together."""
    names: list[Entry] = []
    for entry in entries:
        if names and entry[1:4] != names[-1][1:4]:
            yield names
            names = []
        names.append(entry)
    if names:
        yield names
