"""The file of an index: its tables, how it is opened, and what its errors mean.

A folder's number is its place in the order of paths, so that all below it lies between its own and last.
The files' rows lie in the order of paths too: a page of a folder, a search and a whole tree are each read in
one go.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from mmbackup.engine.errors import FormatError, ServerDiskFull

StrPath = str | os.PathLike[str]

KINDS = ("file", "hard link", "symlink", "folder")
HARD_LINK, FOLDER = 1, 3  # their places in KINDS
ROOT = 1  # the folder that holds the servers
APPLICATION = 0x6D6D6978
VERSION = 1
PAGE_SIZE = 8192
CACHE_KIB = 32 << 10

# what a row says of a file, without its folder and with the numbers of the small tables
COLUMNS = (
    "name, origin, slice, kind, size, mtime_ns, mode, owner, sha256, link, piece, frame, at, "
    "slice_offset, slice_size, has_xattrs"
)
# a link's file is there before it
MEDIUM_ORDER = f"kind = {HARD_LINK}, (SELECT piece.name FROM piece WHERE piece.id = entry.piece), frame, at"
_TYPES = """
    name BLOB NOT NULL, origin INTEGER NOT NULL, slice INTEGER NOT NULL, kind INTEGER NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, mode INTEGER NOT NULL, owner INTEGER NOT NULL,
    sha256 BLOB, link BLOB, piece INTEGER NOT NULL, frame INTEGER NOT NULL, at INTEGER NOT NULL,
    slice_offset INTEGER, slice_size INTEGER, has_xattrs INTEGER NOT NULL
"""
SMALL_TABLES = """
    CREATE TABLE origin (id INTEGER PRIMARY KEY, data_type TEXT, server TEXT, item TEXT);
    CREATE TABLE owner (id INTEGER PRIMARY KEY, uid INTEGER, gid INTEGER, user TEXT, "group" TEXT);
    CREATE TABLE piece (id INTEGER PRIMARY KEY, name TEXT);
"""
INDEX = f"""
    CREATE TABLE head (set_uuid TEXT, part INTEGER, name TEXT, medium_uuid TEXT, medium_name TEXT,
        started_at TEXT, set_sha256 TEXT);
    CREATE TABLE folder (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, name BLOB NOT NULL,
        depth INTEGER NOT NULL, last INTEGER NOT NULL, files INTEGER NOT NULL, size INTEGER NOT NULL,
        origins INTEGER NOT NULL);
    CREATE TABLE entry (folder INTEGER NOT NULL, {_TYPES},
        PRIMARY KEY (folder, name, origin, slice)) WITHOUT ROWID;
    CREATE TABLE subscriber (key TEXT, name TEXT, folder INTEGER, file BLOB, server TEXT NOT NULL,
        files INTEGER NOT NULL, size INTEGER NOT NULL, newest_ns INTEGER NOT NULL, origins INTEGER NOT NULL,
        PRIMARY KEY (key, name, folder, file)) WITHOUT ROWID;
    {SMALL_TABLES}
"""
RAW = f"""
    CREATE TABLE raw.folder (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, name BLOB NOT NULL,
        UNIQUE (parent, name));
    CREATE TABLE raw.place (new INTEGER PRIMARY KEY, old INTEGER NOT NULL, depth INTEGER NOT NULL);
    CREATE TABLE raw.new_of (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
    CREATE TABLE raw.done (id INTEGER PRIMARY KEY, parent, name, depth, last, files, size, origins);
    CREATE TABLE raw.entry (folder INTEGER NOT NULL, {_TYPES});
"""
PLAN = f"""
    CREATE TABLE part (number INTEGER PRIMARY KEY, source INTEGER NOT NULL, set_uuid TEXT, set_name TEXT,
        set_sha256 TEXT, part INTEGER, medium_uuid TEXT, medium_name TEXT, files INTEGER, size INTEGER,
        is_done INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE folder (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, name BLOB NOT NULL,
        depth INTEGER NOT NULL, UNIQUE (parent, name));
    CREATE TABLE entry (folder INTEGER NOT NULL, {_TYPES}, source INTEGER NOT NULL,
        PRIMARY KEY (folder, name, slice)) WITHOUT ROWID;
    CREATE TABLE incomplete (path BLOB PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE fault (part INTEGER NOT NULL, path BLOB NOT NULL, reason TEXT NOT NULL);
    {SMALL_TABLES}
"""


def open_to_read(path: StrPath) -> sqlite3.Connection:
    """FormatError when there is no index, or none of ours."""
    with reading(path):
        connection = sqlite3.connect(read_only(path), uri=True, isolation_level=None, check_same_thread=False)
        try:
            check_kind(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def read_only(path: StrPath) -> str:
    """The file's address for SQLite, quoted as it asks for: https://www.sqlite.org/uri.html."""
    quoted = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode=ro"


def check_kind(connection: sqlite3.Connection, path: StrPath) -> None:
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if (found, version) != (APPLICATION, VERSION):
        raise FormatError(f"{os.path.basename(path)} is no index that this mmbackup reads")


@contextmanager
def reading(path: StrPath | None = None) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = f"the index {os.path.basename(path)}" if path else "an index"
        raise FormatError(f"{name} cannot be read: {error}") from error


@contextmanager
def writing() -> Iterator[None]:
    """For what writes to the server's own disk; the caller says what too large means."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise ServerDiskFull(f"the backup server's own disk cannot be written: {error}") from error
