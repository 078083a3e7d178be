"""Finds whose the folders and files of an index are, by the patterns that its manifest tells."""

import sqlite3
from collections.abc import Iterable, Iterator

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import unescape
from mmbackup.engine.format.subscriber_pattern import (
    EACH_MAILDIR,
    EACH_MBOX,
    Level,
    Pattern,
    parse_pattern,
    subscriber_name,
)
from mmbackup.engine.index.mailboxes import MESSAGES, Place, each_maildir, each_mbox
from mmbackup.engine.index.schema import FOLDER
from mmbackup.engine.index.tree import Tree

MOST_STEPS = 60_000_000  # names looked at, some minutes' worth
MOST_PLACES = 1000  # of one name
_DROP_WORDS = f"""
    DELETE FROM subscriber WHERE (key, name) IN
        (SELECT key, name FROM subscriber GROUP BY key, name HAVING COUNT(*) > {MOST_PLACES})
"""
_FOLDERS = "SELECT name, id FROM folder WHERE parent = ?"
_FILES = f"SELECT DISTINCT name, 0 FROM entry WHERE folder = ? AND kind <> {FOLDER}"
_OF_FOLDER = f"""
    INSERT OR IGNORE INTO subscriber SELECT ?, ?, folder.id, x'', ?, folder.files, folder.size,
        (SELECT COALESCE(MAX(CASE WHEN its.name IN {MESSAGES} THEN mtime_ns END), MAX(mtime_ns), 0)
            FROM folder AS its CROSS JOIN entry ON entry.folder = its.id
            WHERE its.id BETWEEN folder.id AND folder.last AND kind <> {FOLDER}), folder.origins
    FROM folder WHERE folder.id = ? AND folder.files > 0
"""
_OF_FILE = f"""
    INSERT OR IGNORE INTO subscriber SELECT ?, ?, folder, name, ?, MAX(slice <= 1),
        SUM(CASE slice WHEN 0 THEN size ELSE slice_size END), MAX(mtime_ns),
        SUM(DISTINCT 1 << MIN(origin, 62))
    FROM entry WHERE folder = ? AND name = ? AND kind <> {FOLDER} GROUP BY folder, name
"""

Told = tuple[object, ...]  # the server, the folder's path escaped, and its patterns
Found = tuple[dict[str, bytes], int, bytes]  # what the parts stand for; a folder's number, a file's name


def store_subscribers(connection: sqlite3.Connection, told: Iterable[Told]) -> None:
    """When folders and files are in place. A name of very many places is no subscriber's, but a word."""
    walk = _Walk(connection)
    tree = Tree(connection)
    for server, folder, *patterns in told:
        root = tree.number(_path(str(folder)))
        for pattern in patterns if root is not None else ():
            _store(connection, str(server), walk.places(root or 0, str(pattern)))
    connection.execute(_DROP_WORDS)


def _path(text: str) -> bytes:
    return unescape(text).strip(b"/")


def _store(connection: sqlite3.Connection, server: str, places: Iterator[Place]) -> None:
    for name, folder, file in places:
        told = name.casefold(), name, server, folder
        if file:
            connection.execute(_OF_FILE, (*told, file))
        else:
            connection.execute(_OF_FOLDER, told)


class _Walk:
    """Counts its steps: patterns and folders may be an enemy's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._left = MOST_STEPS

    def places(self, root: int, text: str) -> Iterator[Place]:
        """None for a pattern that is not understood."""
        looked = {EACH_MAILDIR: each_maildir, EACH_MBOX: each_mbox}.get(text)
        if looked:
            yield from looked(self._connection, root)
        elif pattern := parse_pattern(text):
            for found, folder, file in self._matches(pattern, root):
                yield subscriber_name(found), folder, file

    def _matches(self, pattern: Pattern, folder: int, depth: int = 0) -> Iterator[Found]:
        level, is_last = pattern.levels[depth], depth + 1 == len(pattern.levels)
        for name, number in self._below(level, folder, with_files=is_last and not pattern.only_folders):
            parts = level.match(name)
            if parts is not None and is_last:
                yield parts, number or folder, b"" if number else name
            elif parts is not None:
                for found, place, file in self._matches(pattern, number, depth + 1):
                    yield parts | found, place, file

    def _below(self, level: Level, folder: int, *, with_files: bool) -> Iterator[tuple[bytes, int]]:
        """Names with the numbers of folders, 0 for files."""
        exactly = (" AND name = ?", (level.texts[0],)) if level.is_literal else ("", ())
        for asked in (_FOLDERS, _FILES) if with_files else (_FOLDERS,):
            for row in self._connection.execute(asked + exactly[0], (folder, *exactly[1])):
                self._left -= 1
                if self._left < 0:
                    raise FormatError("the manifest says too much of whose its files are")
                yield row
