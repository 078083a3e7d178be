"""A unit of a host's files while it arrives: what is known of each, and its content in the spool folder."""

import os

from mmbackup.engine.format.archive import FILE, Member
from mmbackup.engine.sources.entry import PATH, Entry
from mmbackup.engine.sources.fetched import FAILED, FETCHED, GONE, Row

_CHANGED = "changed while read"


class Arriving:
    """expected are the names under which its entries may come, each with the entry's index."""

    def __init__(self, number: int, entries: list[Entry], path: str) -> None:
        self.number = number
        self.entries = entries
        self.path = path
        self.expected: dict[bytes, int] = {}
        # by index: the first entry of that name, which stands for the others, of sources that overlap
        self._first = [self.expected.setdefault(entry[PATH], index) for index, entry in enumerate(entries)]
        self._names = len(self.expected)
        self.missing: set[int] = set()  # not under their names any more
        self.is_heard = False  # whatever the host complains of has been heard
        self._rows: dict[int, Row] = {}
        self._complaints: dict[int, Row] = {}
        self._moved: set[int] = set()
        self._changed: set[int] = set()
        self._file = open(path, "wb")  # noqa: SIM115 - closed when the unit is whole
        self._offset = 0

    @property
    def is_settled(self) -> bool:
        """Whether all is known, but for the missing ones."""
        return self.is_heard and len(self._rows) + len(self.missing) >= self._names

    @property
    def rows(self) -> list[Row]:
        return [self._rows[first] for first in self._first]

    def unknown(self) -> list[int]:
        """Entries of which nothing has come."""
        return [index for index in dict.fromkeys(self._first) if index not in self._rows]

    def awaits(self, path: bytes) -> bool:
        """Whether something of that name is to come still."""
        return path in self.expected and self.expected[path] not in self._rows

    def write(self, content: memoryview) -> None:
        self._file.write(content)
        self._offset += len(content)

    def arrived(self, index: int, member: Member) -> None:
        """Its content has been written, all of it."""
        outcome = "moved" if index in self._moved else "saved"
        if index in self._changed:
            outcome = _CHANGED
        size = member.size if member.kind == FILE else 0
        self._rows[index] = self._complaints.get(index) or (
            *(FETCHED, member.name, self._offset - size, member.kind, member.mode, member.uid, member.gid),
            *(member.size, member.mtime_ns, member.link, list(member.xattrs), outcome),
        )

    def moved(self, index: int, path: bytes) -> None:
        """It is to come under another name."""
        self._moved.add(index)
        self.missing.discard(index)
        del self.expected[self._name_of(index)]
        self.expected[path] = index
        self.is_heard = False

    def _name_of(self, index: int) -> bytes:
        return next(path for path, one in self.expected.items() if one == index)

    def vanished(self, index: int) -> None:
        self.missing.discard(index)
        self._rows[index] = (GONE,)

    def changed(self, index: int) -> None:
        """May be said before or after all of it has come."""
        self._changed.add(index)
        row = self._rows.get(index)
        if row is not None and row[0] == FETCHED:
            self._rows[index] = (*row[:-1], _CHANGED)

    def failed(self, index: int, text: str) -> None:
        """Whatever came of it is not to be trusted."""
        index = self._first[index]
        self.missing.discard(index)
        self._complaints[index] = self._rows[index] = (FAILED, text)

    def begin_anew(self) -> None:
        """Before its host was heard out: what it would have complained of has come unnoticed, perhaps."""
        if not self.is_heard:
            self._rows = dict(self._complaints)
            self._changed.clear()
            self.missing.clear()

    def close(self) -> None:
        self._file.close()

    def forget(self) -> None:
        self.close()
        os.unlink(self.path)
