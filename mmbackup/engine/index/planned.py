"""A plan: which file comes from which medium. A file of its own, good without the indexes it was made of."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.index.files import FILE, Files
from mmbackup.engine.index.planned_keys import COUNT_OF_KEYS
from mmbackup.engine.index.schema import FOLDER, MEDIUM_ORDER, ROOT, check_kind, reading, writing
from mmbackup.engine.index.shapes import IndexedFile, PlannedPart, PlanTally
from mmbackup.engine.index.tree import Tree, parted

_PART = "SELECT number, set_uuid, set_name, set_sha256, part, medium_uuid, medium_name, files, size FROM part"
_SOURCE = "(SELECT source FROM part WHERE number = ?)"
_NUMBER = "(SELECT number FROM part WHERE part.source = entry.source)"
_TALLIES = f"""
    SELECT origin.data_type, origin.server, SUM(slice <= 1),
        SUM(CASE slice WHEN 0 THEN size ELSE slice_size END)
    FROM entry JOIN origin ON origin.id = entry.origin WHERE kind <> {FOLDER} GROUP BY 1, 2 ORDER BY 1, 2
"""
_WHAT = f"""
    SELECT DISTINCT data_type, server FROM origin
    WHERE id IN (SELECT DISTINCT origin FROM entry WHERE kind <> {FOLDER}) ORDER BY 1, 2
"""

_OUTPUTS = f"""
    folder IN (
        WITH RECURSIVE below (id) AS (
            SELECT own.id FROM folder AS own JOIN folder AS server ON own.parent = server.id
            WHERE server.parent = {ROOT} AND own.name = CAST('command-output' AS BLOB)
            UNION ALL SELECT folder.id FROM folder JOIN below ON folder.parent = below.id)
        SELECT id FROM below)
    AND kind <> {FOLDER} AND slice <= 1 ORDER BY folder, name
"""


class Plan:
    """What is written into it is durable when the call returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with reading(path):
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False
            )
            try:
                check_kind(self._connection, path)
                self._connection.execute("PRAGMA synchronous = FULL")
                self._tree = Tree(self._connection)
                self._files = Files(self._connection, self._tree)
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @property
    def parts(self) -> tuple[PlannedPart, ...]:
        """In the order in which they are asked for."""
        return self._parts("")

    @property
    def open_parts(self) -> tuple[PlannedPart, ...]:
        """Those that are not done yet: the media of any of them will do."""
        return self._parts("WHERE NOT is_done")

    @property
    def done(self) -> tuple[PlannedPart, ...]:
        return self._parts("WHERE is_done")

    @property
    def next_part(self) -> PlannedPart | None:
        return next(iter(self.open_parts), None)

    def entries(self, number: int) -> Iterator[IndexedFile]:
        """Of a part, in the order of its medium, folders too; hard links come last."""
        return self._selected(f"source = {_SOURCE} ORDER BY {MEDIUM_ORDER}", (number,))

    def folders(self, number: int | None = None) -> Iterator[IndexedFile]:
        """The deepest first; also those that lie above what was picked."""
        of_part = "" if number is None else f"AND source = {_SOURCE}"
        deepest = "ORDER BY (SELECT depth FROM folder WHERE folder.id = entry.folder) DESC"
        return self._selected(f"kind = {FOLDER} {of_part} {deepest}", () if number is None else (number,))

    def find(self, path: bytes) -> tuple[int, IndexedFile] | None:
        """With the number of its part; of a file in slices, the first. 0: a folder that needs no medium."""
        folder, name = parted(path)
        with reading(self.path):
            number = self._tree.number(folder)
            asked = f"SELECT {FILE}, {_NUMBER} FROM entry WHERE folder = ? AND name = ? ORDER BY slice"
            row = self._connection.execute(asked, (number, name)).fetchone()
            return (row[-1] or 0, self._files.file(row[:-1])) if row else None

    def outputs(self) -> Iterator[IndexedFile]:
        """What programs of any server said; of a file in slices, the first."""
        yield from self._selected(_OUTPUTS, ())

    def private_keys(self) -> int:
        """How many of its files are, of System data."""
        with reading(self.path):
            return int(self._connection.execute(COUNT_OF_KEYS).fetchone()[0])

    def holds(self, path: bytes) -> bool:
        """It is planned, or something below it."""
        with reading(self.path):
            return self._tree.number(path) is not None or self.find(path) is not None

    def incomplete(self) -> Iterator[bytes]:
        """What was picked and is not planned: of a file not all slices are known, and no older copy is; or
        the set says of its path that it is a folder, too.
        """
        with reading(self.path):
            rows = self._connection.execute("SELECT path FROM incomplete ORDER BY path")
            yield from (row[0] for row in rows)

    def tallies(self) -> tuple[PlanTally, ...]:
        with reading(self.path):
            return tuple(PlanTally(*row) for row in self._connection.execute(_TALLIES))

    def what(self) -> tuple[tuple[str, str], ...]:
        """Data types and servers of the files; told ten times sooner than the tallies."""
        with reading(self.path):
            return tuple(self._connection.execute(_WHAT))

    def mark_done(self, number: int, faults: Iterable[tuple[bytes, str]] = ()) -> None:
        """faults: path and reason of what could not be restored."""
        with server_disk(), writing():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.execute("DELETE FROM fault WHERE part = ?", (number,))
                rows = ((number, path, reason) for path, reason in faults)
                self._connection.executemany("INSERT INTO fault VALUES (?, ?, ?)", rows)
                self._connection.execute("UPDATE part SET is_done = 1 WHERE number = ?", (number,))
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.rollback()
                raise

    def faults(self) -> Iterator[tuple[int, bytes, str]]:
        """Part, path and reason, of the parts that are done."""
        with reading(self.path):
            yield from self._connection.execute("SELECT part, path, reason FROM fault ORDER BY part, rowid")

    def _parts(self, where: str) -> tuple[PlannedPart, ...]:
        with reading(self.path):
            rows = self._connection.execute(f"{_PART} {where} ORDER BY number").fetchall()
        return tuple(PlannedPart(*row) for row in rows)

    def _selected(self, where: str, values: tuple[Any, ...]) -> Iterator[IndexedFile]:
        with reading(self.path):
            for row in self._connection.execute(f"SELECT {FILE} FROM entry WHERE {where}", values):
                yield self._files.file(row)
