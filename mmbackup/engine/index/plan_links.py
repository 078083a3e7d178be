"""Hard links whose file does not come from the same medium: each is taken as a file of its own."""

import sqlite3
from collections.abc import Iterator

from mmbackup.engine.index.schema import HARD_LINK
from mmbackup.engine.index.tree import Tree, parted

_BATCH = 1000
_LINKS = f"""
    SELECT folder, name, link FROM main.entry
    WHERE (folder, name) > (?, ?) AND source = ? AND kind = {HARD_LINK} ORDER BY folder, name LIMIT {_BATCH}
"""
_IS_PLANNED = "SELECT 1 FROM main.entry WHERE folder = ? AND name = ? AND source = ? AND kind = 0"
_TARGET = """
    SELECT size, sha256, piece + ?, frame, at, has_xattrs FROM theirs.entry
    WHERE folder = ? AND name = ? AND kind = 0 AND slice = 0
"""
_AS_FILE = """
    UPDATE main.entry SET kind = 0, size = ?, sha256 = ?, piece = ?, frame = ?, at = ?, has_xattrs = ?
    WHERE folder = ? AND name = ? AND source = ?
"""


def resolve_links(connection: sqlite3.Connection, source: int, pieces: int, theirs: Tree) -> None:
    """pieces: what the numbers of the index's pieces have grown by; theirs: the index's folders."""
    ours = Tree(connection)
    for folder, name, link in _links(connection, source):
        if not _is_planned(connection, ours, source, link):
            target = _target(connection, theirs, pieces, link)
            if target is not None:
                connection.execute(_AS_FILE, (*target, folder, name, source))


def _links(connection: sqlite3.Connection, source: int) -> Iterator[tuple[int, bytes, bytes]]:
    after: tuple[int, bytes] = (0, b"")
    while found := connection.execute(_LINKS, (*after, source)).fetchall():
        yield from found
        after = found[-1][:2]


def _is_planned(connection: sqlite3.Connection, ours: Tree, source: int, path: bytes) -> bool:
    folder, name = parted(path)
    number = ours.number(folder)
    found = number and connection.execute(_IS_PLANNED, (number, name, source)).fetchone()
    return bool(found)


def _target(
    connection: sqlite3.Connection, theirs: Tree, pieces: int, path: bytes
) -> tuple[object, ...] | None:
    """None when the index does not know it, or only slices of it: the link then stays one, and an error."""
    folder, name = parted(path)
    number = theirs.number(folder)
    found: tuple[object, ...] | None = connection.execute(_TARGET, (pieces, number, name)).fetchone()
    return found
