"""Folders by path, and back: of an index and of a plan alike."""

import sqlite3

from mmbackup.engine.index.schema import ROOT

_CHILD = "SELECT id FROM folder WHERE parent = ? AND name = ?"
_ABOVE = "SELECT parent, name FROM folder WHERE id = ?"
_REMEMBERED = 8 << 20  # bytes of paths


class Tree:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._paths: dict[int, bytes] = {}
        self._size = 0

    def number(self, path: bytes) -> int | None:
        """None when there is no such folder."""
        number = ROOT
        for name in path.split(b"/") if path else ():
            row = self._connection.execute(_CHILD, (number, name)).fetchone()
            if row is None:
                return None
            number = row[0]
        return number

    def path(self, number: int) -> bytes:
        """Empty for the root."""
        known = self._paths.get(number)
        if known is None:
            known = self._climb(number)
            self._size += len(known) + 64
            if self._size > _REMEMBERED:
                self._paths.clear()
                self._size = len(known)
            self._paths[number] = known
        return known

    def _climb(self, number: int) -> bytes:
        names: list[bytes] = []
        while number != ROOT and number not in self._paths:
            row = self._connection.execute(_ABOVE, (number,)).fetchone()
            if row is None or row[0] >= number:  # a parent always has the smaller number
                raise sqlite3.DatabaseError("a folder has no place")
            names.append(row[1])
            number = row[0]
        return joined(self._paths.get(number, b""), *reversed(names))


def joined(*names: bytes) -> bytes:
    """The root's own name is empty."""
    return b"/".join(name for name in names if name)


def parted(path: bytes) -> tuple[bytes, bytes]:
    """The folder that holds it, and its name in there."""
    folder, _, name = path.rpartition(b"/")
    return folder, name
