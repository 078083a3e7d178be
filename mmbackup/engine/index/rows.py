"""Entries of a manifest as rows of an index, and back. What the rows share stands in small tables."""

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.manifest_entry import entry_link, entry_path
from mmbackup.engine.format.names import one_line
from mmbackup.engine.index.folders import Folders
from mmbackup.engine.index.schema import KINDS

MOST_FILES = 20_000_000
MOST_OWNERS = 100_000
MOST_PIECES = 100_000
MOST_ORIGINS = 10_000
MOST_TREES = 10_000
LONGEST_NAME = 255
_KIND = {kind: number for number, kind in enumerate(KINDS)}

Row = tuple[object, ...]


class Numbered:
    """Different values, numbered from 0 in the order in which they were met."""

    def __init__(self, what: str, most: int) -> None:
        self.values: dict[tuple[object, ...], int] = {}
        self._what = what
        self._most = most

    def number(self, *value: object) -> int:
        known = self.values.get(value)
        if known is None:
            known = self.values[value] = len(self.values)
            if known >= self._most:
                raise FormatError(f"the manifest names more than {self._most:,} {self._what}")
        return known

    def rows(self) -> Iterator[Row]:
        return ((number, *value) for value, number in self.values.items())


class Rows:
    """pieces: the names that the set has; None: not known."""

    def __init__(self, folders: Folders, pieces: Collection[str] | None) -> None:
        self.origins = Numbered("sources", MOST_ORIGINS)
        self.owners = Numbered("owners", MOST_OWNERS)
        self.pieces = Numbered("pieces", MOST_PIECES)
        self.subscribers = Numbered("trees of subscribers", MOST_TREES)
        self.count = 0
        self._folders = folders
        self._known_pieces = pieces

    def row(self, entry: Mapping[str, Any]) -> Row:
        self.count += 1
        if told := entry.get("subscribers"):
            self.subscribers.number(entry["server"], *told)
        if self.count > MOST_FILES:
            raise FormatError(f"the manifest lists more than {MOST_FILES:,} files")
        path = entry_path(entry)
        if entry["type"] == "folder":
            self._folders.number(path)  # an empty one has nothing else that leads to it
        folder, _, name = path.rpartition(b"/")
        if len(name) > LONGEST_NAME:
            raise FormatError("the manifest holds a name that is too long for any file system")
        piece, frame = entry["frame"]
        number, offset, size = _slice(entry)
        return (
            self._folders.number(folder),
            name,
            self._origin(entry, path),
            number,
            _KIND[entry["type"]],
            entry["size"],
            entry["mtime_ns"],
            entry["mode"],
            self._owner(entry),
            bytes.fromhex(entry.get("sha256") or "") or None,
            entry_link(entry) or None,
            self._piece(piece),
            frame,
            entry["at"],
            offset,
            size,
            int(bool(entry.get("xattrs"))),
        )

    def store(self, connection: sqlite3.Connection) -> None:
        connection.executemany("INSERT INTO origin VALUES (?, ?, ?, ?)", self.origins.rows())
        connection.executemany("INSERT INTO owner VALUES (?, ?, ?, ?, ?)", self.owners.rows())
        connection.executemany("INSERT INTO piece VALUES (?, ?)", self.pieces.rows())

    def _origin(self, entry: Mapping[str, Any], path: bytes) -> int:
        server = entry["server"]
        prefix = server.replace("/", "_").encode("utf-8", "surrogateescape")
        if not (path + b"/").startswith(prefix + b"/"):
            raise FormatError(f"the manifest lists a file of {one_line(server)} below another server's name")
        return self.origins.number(entry["data"], server, entry["item"])

    def _owner(self, entry: Mapping[str, Any]) -> int:
        names = entry.get("user") or "", entry.get("group") or ""
        return self.owners.number(entry["uid"], entry["gid"], *names)

    def _piece(self, name: str) -> int:
        if self._known_pieces is not None and name not in self._known_pieces:
            raise FormatError(f"the manifest names {one_line(name)}, which the set does not have")
        return self.pieces.number(name)


def _slice(entry: Mapping[str, Any]) -> tuple[int, int | None, int | None]:
    """0 for a whole file."""
    found = entry.get("slice")
    return (found["number"], found["offset"], found["size"]) if found else (0, None, None)
