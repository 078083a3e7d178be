"""Makes the index of a part of a set out of its manifest: whole or not at all, with flat memory."""

import os
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from mmbackup.engine.errors import FormatError, ServerDiskFull
from mmbackup.engine.format.json_text import moment_text
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.index.folders import Folders, place_folders, store_folders
from mmbackup.engine.index.rows import Rows
from mmbackup.engine.index.schema import (
    APPLICATION,
    CACHE_KIB,
    COLUMNS,
    INDEX,
    PAGE_SIZE,
    RAW,
    VERSION,
    writing,
)
from mmbackup.engine.index.shapes import IndexHead
from mmbackup.engine.index.subscriber_places import store_subscribers

LARGEST = 8 << 30  # bytes of an index
LEFT_FREE = 256 << 20  # bytes of the server's disk
_BATCH = 2000
_ROW = f"INSERT INTO raw.entry VALUES ({', '.join('?' * 17)})"
# the same file twice: the later one is what an archive unpacked in order leaves behind
_SORTED = f"""
    INSERT OR REPLACE INTO entry SELECT new_of.new, {COLUMNS}
    FROM raw.entry JOIN raw.new_of ON new_of.old = entry.folder
    ORDER BY new_of.new, name, origin, slice, entry.rowid
"""


def build_index(
    path: Path,
    head: IndexHead,
    entries: Iterable[Mapping[str, Any]],
    pieces: Collection[str] | None = None,
) -> int:
    """How many entries it has. pieces: the names of the set's pieces; an entry that lies in none is refused.

    FormatError for a manifest beyond all bounds, ServerDiskFull when the index would fill the server's disk.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    raw = beside.with_name(f"{beside.name}.raw")
    with removed_at_end(beside, raw):
        most = _most_pages(path.parent)
        with writing_at_most(most), closing(_begin(beside, raw, most)) as connection:
            count = _fill(connection, head, entries, pieces)
        with server_disk():
            publish(beside, path)
    return count


def _fill(
    connection: sqlite3.Connection,
    head: IndexHead,
    entries: Iterable[Mapping[str, Any]],
    pieces: Collection[str] | None,
) -> int:
    connection.execute("BEGIN")
    rows = Rows(Folders(connection), pieces)
    for batch in _batches(rows.row(entry) for entry in entries):
        connection.executemany(_ROW, batch)
    place_folders(connection)
    connection.execute(_SORTED)
    store_folders(connection)
    rows.store(connection)
    store_subscribers(connection, rows.subscribers.values)
    connection.execute("INSERT INTO head VALUES (?, ?, ?, ?, ?, ?, ?)", _head_row(head))
    connection.execute("COMMIT")
    return rows.count


def _begin(path: Path, raw: Path, most: int) -> sqlite3.Connection:
    connection = begin_file(path, INDEX)
    try:
        connection.execute("ATTACH ? AS raw", (raw.absolute().as_uri(),))
        for pragma in (f"page_size = {PAGE_SIZE}", f"cache_size = -{CACHE_KIB}", *_HASTY):
            connection.execute(f"PRAGMA raw.{pragma}")
        for name in ("main", "raw"):
            connection.execute(f"PRAGMA {name}.max_page_count = {most}")
        connection.executescript(RAW)
    except BaseException:
        connection.close()
        raise
    return connection


def begin_file(path: Path, tables: str) -> sqlite3.Connection:
    """A file of ours that is thrown away if it is not finished: nothing of it is durable before publish()."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None)
    try:
        for pragma in (f"page_size = {PAGE_SIZE}", f"cache_size = -{CACHE_KIB}", *_HASTY, *_MARKS):
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(tables)
    except BaseException:
        connection.close()
        raise
    return connection


_HASTY = ("journal_mode = OFF", "synchronous = OFF")
_MARKS = (f"application_id = {APPLICATION}", f"user_version = {VERSION}")


def _batches(rows: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _head_row(head: IndexHead) -> tuple[object, ...]:
    started_at = moment_text(head.started_at)
    named = head.set_uuid, head.part, head.name, head.medium_uuid, head.medium_name
    return (*named, started_at, head.set_sha256)


def _most_pages(folder: Path) -> int:
    """A third of what is free: what is being sorted lies beside it, and beside that."""
    with server_disk():
        free = shutil.disk_usage(folder).free
    return max(min(LARGEST, (free - LEFT_FREE) // 3) // PAGE_SIZE, 1)


@contextmanager
def writing_at_most(pages: int) -> Iterator[None]:
    """SQLite says the same of a full disk and of a file that has reached its bound."""
    try:
        with writing():
            yield
    except ServerDiskFull as error:
        if pages * PAGE_SIZE >= LARGEST and "full" in str(error):
            raise FormatError(f"its index would be larger than {LARGEST >> 30} GB") from error
        raise


def publish(beside: Path, path: Path) -> None:
    """Durable, then under its name."""
    _sync(beside)
    beside.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def removed_at_end(*paths: Path) -> Iterator[None]:
    """Whatever happens, nothing half done stays."""
    try:
        yield
    finally:
        for path in paths:
            with suppress(OSError):
                path.unlink()
