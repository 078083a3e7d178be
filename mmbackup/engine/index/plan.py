"""Makes a plan out of indexes: for each path the newest copy, wherever it lies."""

import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from mmbackup.engine.errors import NothingPicked
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.index.build import begin_file, publish, removed_at_end
from mmbackup.engine.index.plan_rows import Source, take_rows
from mmbackup.engine.index.plan_slices import drop_incomplete, forget_found
from mmbackup.engine.index.planned import Plan
from mmbackup.engine.index.schema import FOLDER, PLAN, read_only, reading, writing
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import Pick, PlannedPart

__all__ = ["Plan", "make_plan"]

Without = Mapping[str, Collection[tuple[str, str]]]

_SUMS = f"""
    SELECT source, SUM(kind <> {FOLDER}), SUM(CASE WHEN kind = {FOLDER} THEN 0 WHEN slice = 0 THEN size
        ELSE slice_size END) FROM entry GROUP BY source ORDER BY source
"""


def make_plan(
    path: Path, indexes: Sequence[SetIndex], picks: Sequence[Pick], without: Without | None = None
) -> tuple[PlannedPart, ...]:
    """indexes: the newest first; no picks: everything. NothingPicked when nothing agrees.

    without: by a set's uuid, the data types and servers that it gives nothing of. Parts that give nothing are
    left out. The media are asked for the newest set first, and of a set in the order of its parts.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with removed_at_end(beside):
        with writing(), reading(), closing(_begin(beside)) as connection:
            sources = [*_sources(indexes)]
            for group in _by_set(sources):
                _take_set(connection, group, picks, without or {})
            forget_found(connection)
            if not _store_parts(connection, sources):
                raise NothingPicked("nothing that was picked lies in the backup")
        with server_disk():
            publish(beside, path)
    with Plan(path) as plan:
        return plan.parts


def _begin(path: Path) -> sqlite3.Connection:
    connection = begin_file(path, PLAN)
    connection.execute("INSERT INTO folder VALUES (1, 0, x'', 0)")
    connection.execute("CREATE TEMP TABLE met (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL)")
    return connection


def _by_set(sources: Sequence[Source]) -> Iterator[list[Source]]:
    for first in dict.fromkeys(source.first for source in sources):
        yield [source for source in sources if source.first == first]


def _sources(indexes: Sequence[SetIndex]) -> Iterator[Source]:
    """The newest set first, each with its parts in their order."""
    sets = dict.fromkeys(index.head.set_uuid for index in indexes)
    number = 0
    for uuid in sets:
        first = number + 1
        parts = (index for index in indexes if index.head.set_uuid == uuid)
        for index in sorted(parts, key=lambda index: index.head.part):
            number += 1
            yield Source(number, first, index)


def _take_set(
    connection: sqlite3.Connection, sources: Sequence[Source], picks: Sequence[Pick], without: Without
) -> None:
    for source in sources:
        connection.execute("ATTACH ? AS theirs", (read_only(source.index.path),))
        try:
            connection.execute("BEGIN")
            take_rows(connection, source, picks, without.get(source.index.head.set_uuid, ()))
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("DETACH theirs")
    drop_incomplete(connection, sources[0].first)


def _store_parts(connection: sqlite3.Connection, sources: Sequence[Source]) -> int:
    """How many. Folders need no medium of their own, unless there is nothing else."""
    sums = {source: (files, size) for source, files, size in connection.execute(_SUMS).fetchall()}
    giving = [source for source in sources if sums.get(source.number, (0, 0))[0]]
    needed = giving or [source for source in sources if source.number in sums][:1]
    for number, source in enumerate(needed, 1):
        head = source.index.head
        told = head.set_uuid, head.name, head.set_sha256, head.part, head.medium_uuid, head.medium_name
        row = (number, source.number, *told, *sums[source.number], 0)
        connection.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    return len(needed)
