"""An index's file, open to be read, and what every way of reading it needs."""

import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from mmbackup.engine.index.choice import Choice
from mmbackup.engine.index.files import FILE, Files
from mmbackup.engine.index.schema import StrPath, open_to_read, reading
from mmbackup.engine.index.shapes import IndexHead
from mmbackup.engine.index.tree import Tree

_HEAD = "SELECT set_uuid, part, name, medium_uuid, medium_name, started_at, set_sha256 FROM head"
Row = tuple[Any, ...]


class OpenIndex:
    """FormatError when the file is no index. without: data types and servers that are not to be seen."""

    def __init__(self, path: StrPath, without: Collection[tuple[str, str]] = ()) -> None:
        self.path = path
        self.connection = open_to_read(path)
        try:
            with reading(path):
                self.head = _head(self.connection)
                self.tree = Tree(self.connection)
                self.choice = Choice(self.connection, without)
        except BaseException:
            self.connection.close()
            raise
        self._files: Files | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    @property
    def files(self) -> Files:
        if self._files is None:
            self._files = Files(self.connection, self.tree)
        return self._files

    def row_at(self, folder: int, name: bytes) -> Row | None:
        """The entry's row, as FILE; None where nothing lies that may be seen."""
        allowed = self.choice.condition()
        asked = f"SELECT {FILE} FROM entry WHERE folder = ? AND name = ? {allowed} ORDER BY origin, slice"
        row: Row | None = self.connection.execute(asked, (folder, name)).fetchone()
        return row

    def folder_at(self, parent: int, name: bytes) -> Row | None:
        """Number, files and bytes of a folder below which something may be seen."""
        allowed = self.choice.folder_condition()
        asked = f"SELECT id, files, size FROM folder WHERE parent = ? AND name = ? {allowed}"
        row: Row | None = self.connection.execute(asked, (parent, name)).fetchone()
        return row


def _head(connection: sqlite3.Connection) -> IndexHead:
    row = connection.execute(_HEAD).fetchone()
    if row is None:
        raise sqlite3.DatabaseError("it has no head")
    set_uuid, part, name, medium_uuid, medium_name, started_at, set_sha256 = row
    moment = datetime.fromisoformat(started_at)
    return IndexHead(set_uuid, part, name, medium_uuid, medium_name, moment, set_sha256)
