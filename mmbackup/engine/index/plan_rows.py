"""Takes into a plan what an index has to give: what was picked, and no newer set holds."""

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mmbackup.engine.index.choice import Choice
from mmbackup.engine.index.plan_folders import PlanFolders, note_hidden
from mmbackup.engine.index.plan_links import resolve_links
from mmbackup.engine.index.schema import FOLDER, ROOT
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.index.tree import parted

# a newer set's copy is there already; a folder of that name is, so that no file can be; else it is taken
_TAKE = f"""
    INSERT OR IGNORE INTO main.entry
    SELECT met.ours, entry.name, origin + :origin, slice, kind, size, mtime_ns, mode, owner + :owner, sha256,
        link, piece + :piece, frame, at, slice_offset, slice_size, has_xattrs, :source
    FROM theirs.entry AS entry CROSS JOIN temp.met ON met.theirs = entry.folder
    WHERE NOT EXISTS (SELECT 1 FROM main.entry AS newer WHERE newer.folder = met.ours
            AND newer.name = entry.name AND newer.source < :first)
        AND (kind = {FOLDER} OR NOT EXISTS (SELECT 1 FROM main.folder WHERE folder.parent = met.ours
            AND folder.name = entry.name))
        AND """
_SMALL = {
    "origin": "data_type, server, item",
    "owner": 'uid, gid, user, "group"',
    "piece": "name",
}


@dataclass(frozen=True, slots=True)
class Source:
    """number: its place, the newest set's first; first: the number of its set's first part."""

    number: int
    first: int
    index: SetIndex


def take_rows(
    connection: sqlite3.Connection,
    source: Source,
    picks: Sequence[Pick],
    without: Collection[tuple[str, str]],
) -> None:
    taking = _Taking(connection, source, without)
    taking.take(picks)
    note_hidden(connection)
    resolve_links(connection, source.number, taking.bases["piece"], source.index.tree)


class _Taking:
    def __init__(
        self, connection: sqlite3.Connection, source: Source, without: Collection[tuple[str, str]]
    ) -> None:
        self._connection = connection
        self._index = source.index
        self._choice = Choice(source.index.connection, without) if without else source.index.choice
        self._folders = PlanFolders(connection, source.first)
        self.bases = {table: _copied(connection, table) for table in _SMALL}
        self._values = {**self.bases, "source": source.number, "first": source.first}

    def take(self, picks: Sequence[Pick]) -> None:
        for pick in picks or (Pick(),):
            if self._take_below(pick) and pick.path:
                self._take_above(pick.path)

    def _take_above(self, path: bytes) -> None:
        """The folders that it lies in, as they were."""
        folder, name = parted(path)
        while folder:
            folder, name = parted(folder)
            number = self._index.tree.number(folder)
            if number is not None and self._index.row_at(number, name):
                self._take_entry(number, name, f"AND kind = {FOLDER} {self._choice.condition()}")

    def _take_below(self, pick: Pick) -> int:
        """How many it gives."""
        count = 0
        condition = self._choice.condition(pick.data_type, pick.server)
        number = self._index.tree.number(pick.path)
        if number is not None:
            asked = self._choice.folder_condition(pick.data_type, pick.server)
            last = self._folders.take(number, asked)
            place = "entry.folder BETWEEN :low AND :high"
            count += self._take_rows(place, condition, low=number, high=last)
        if number != ROOT:
            folder, name = parted(pick.path)
            above = self._index.tree.number(folder)
            if above is not None:
                count += self._take_entry(above, name, condition)
        return count

    def _take_entry(self, folder: int, name: bytes, condition: str) -> int:
        if not self._folders.reach(folder):
            return 0
        return self._take_rows("entry.folder = :low AND entry.name = :name", condition, low=folder, name=name)

    def _take_rows(self, place: str, condition: str, **values: object) -> int:
        return self._connection.execute(f"{_TAKE}{place} {condition}", {**self._values, **values}).rowcount


def _copied(connection: sqlite3.Connection, table: str) -> int:
    """All of a small table, behind what is there: what their numbers grow by."""
    base = int(connection.execute(f"SELECT COALESCE(MAX(id) + 1, 0) FROM main.{table}").fetchone()[0])
    connection.execute(f"INSERT INTO main.{table} SELECT id + {base}, {_SMALL[table]} FROM theirs.{table}")
    return base
