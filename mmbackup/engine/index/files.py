"""Rows of an index or a plan as files."""

import sqlite3
from typing import Any

from mmbackup.engine.format.slices import Slice
from mmbackup.engine.index.schema import COLUMNS, KINDS
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.index.tree import Tree, joined

FILE = f"folder, {COLUMNS}"


class Files:
    """Turns rows that were selected as FILE into files."""

    def __init__(self, connection: sqlite3.Connection, tree: Tree) -> None:
        self._tree = tree
        self._origins = {row[0]: row[1:] for row in connection.execute("SELECT * FROM origin")}
        self._owners = {row[0]: row[1:] for row in connection.execute("SELECT * FROM owner")}
        self._pieces = dict(connection.execute("SELECT id, name FROM piece"))

    def file(self, row: tuple[Any, ...]) -> IndexedFile:
        """By place, which is quicker than by name: there may be millions."""
        folder, name, origin, number, kind, size, mtime_ns, mode, owner, sha256, link, *where = row
        piece, frame, at, offset, length, has_xattrs = where
        data_type, server, item = self._origins[origin]
        uid, gid, user, group = self._owners[owner]
        return IndexedFile(
            joined(self._tree.path(folder), name), KINDS[kind], size, mtime_ns, mode, uid, gid,
            sha256.hex() if sha256 else "", link or b"", data_type, server, item,
            self._pieces[piece], frame, at, Slice(number, offset, length, size) if number else None,
            user, group, bool(has_xattrs),
        )  # fmt: skip
