"""What is to be remembered of single files while a part is restored: on disk, since it may be much.

made outlives a process that died and is kept for all parts; the rest is of one try at a part.
"""

import marshal
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from mmbackup.engine.errors import ServerDiskFull
from mmbackup.engine.index.schema import read_only
from mmbackup.engine.operations.restore.report import Section

_TABLES = """
    CREATE TABLE IF NOT EXISTS made (path BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS kept (path BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS xattrs (path BLOB PRIMARY KEY, packed BLOB) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS fault (path BLOB, reason TEXT);
    DELETE FROM kept; DELETE FROM xattrs; DELETE FROM fault;
"""
_FAULTS = "SELECT path, reason FROM fault ORDER BY rowid"
Xattrs = list[tuple[bytes, bytes]]


class Memory:
    """Opened at a part's beginning. ServerDiskFull when the server's disk takes no more."""

    def __init__(self, folder: str) -> None:
        self._added: frozenset[bytes] = frozenset()
        try:
            self._connection = sqlite3.connect(_path(folder), isolation_level=None)
            self._connection.executescript(
                f"PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; {_TABLES}"
            )
        except sqlite3.Error as error:
            raise _full(error) from error

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.close()

    def take(
        self, faults: Sequence[tuple[Section, bytes, str]], kept: Sequence[bytes], made: Sequence[bytes]
    ) -> None:
        """Of one report. What failed is not back either."""
        if made:
            self.add_made(*made)
        if faults:
            self._add("INSERT INTO fault VALUES (?, ?)", ((path, reason) for _, path, reason in faults))
        if faults or kept:
            paths = [*kept, *(path for _, path, _ in faults)]
            self._add("INSERT OR IGNORE INTO kept VALUES (?)", ((path,) for path in paths))

    def add_made(self, *paths: bytes) -> None:
        """Of many at once, each may be told of once more when it is made."""
        if len(paths) == 1 and paths[0] in self._added:
            return
        self._added = frozenset(paths)
        self._add("INSERT OR IGNORE INTO made VALUES (?)", ((path,) for path in paths))

    def is_made(self, path: bytes) -> bool:
        return self._has("SELECT 1 FROM made WHERE path = ?", path)

    def all_faults(self) -> Iterator[tuple[bytes, str]]:
        yield from self._connection.execute(_FAULTS)

    def is_back(self, path: bytes) -> bool:
        """Neither kept nor failed in this part."""
        return not self._has("SELECT 1 FROM kept WHERE path = ?", path)

    def xattrs(self, path: bytes, xattrs: Xattrs) -> None:
        self._add("INSERT OR REPLACE INTO xattrs VALUES (?, ?)", [(path, marshal.dumps(xattrs))])

    def xattrs_of(self, path: bytes) -> Xattrs:
        row = self._connection.execute("SELECT packed FROM xattrs WHERE path = ?", (path,)).fetchone()
        return marshal.loads(row[0]) if row else []  # noqa: S302 - written by ourselves, above

    def _add(self, words: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            self._connection.execute("BEGIN")
            self._connection.executemany(words, rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise _full(error) from error

    def _has(self, words: str, path: bytes) -> bool:
        return self._connection.execute(words, (path,)).fetchone() is not None


def faults_left(folder: str) -> list[tuple[bytes, str]]:
    """Of the last try at a part; none where they cannot be read any more."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(read_only(_path(folder)), uri=True)) as connection:
        return connection.execute(_FAULTS).fetchall()
    return []


def _path(folder: str) -> Path:
    return Path(folder) / "work.sqlite"


def _full(error: sqlite3.Error) -> ServerDiskFull:
    return ServerDiskFull(f"the backup server's own disk cannot be written: {error}")
