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
        (
            folder,
            name,
            origin,
            number,
            kind,
            size,
            mtime_ns,
            mode,
            owner,
            sha256,
            link,
            piece,
            frame,
            at,
            offset,
            length,
            has_xattrs,
        ) = row
        data_type, server, item = self._origins[origin]
        uid, gid, user, group = self._owners[owner]
        return IndexedFile(
            path=joined(self._tree.path(folder), name),
            kind=KINDS[kind],
            size=size,
            mtime_ns=mtime_ns,
            mode=mode,
            uid=uid,
            gid=gid,
            sha256=sha256.hex() if sha256 else "",
            link=link or b"",
            data_type=data_type,
            server=server,
            item=item,
            piece=self._pieces[piece],
            frame=frame,
            at=at,
            slice=Slice(number, offset, length, size) if number else None,
            user=user,
            group=group,
            has_xattrs=bool(has_xattrs),
        )
