"""Folders of an index in a plan's tree. What lies below a newer set's file of the same name is not taken."""

import sqlite3

from mmbackup.engine.index.schema import FOLDER, ROOT
from mmbackup.engine.index.tree import Tree, joined

_OURS = """
    INSERT INTO main.folder (parent, name, depth) VALUES (?, ?, ?)
    ON CONFLICT (parent, name) DO UPDATE SET parent = parent RETURNING id
"""
_BELOW = "SELECT id, name, depth, last FROM theirs.folder WHERE id > ? AND id <= ? {} ORDER BY id"
_NEWER_FILE = f"SELECT 1 FROM main.entry WHERE folder = ? AND name = ? AND source < ? AND kind <> {FOLDER}"


# the set says of one path that it is a folder with something in it, and that it is none
_HIDDEN = f"""
    SELECT DISTINCT met.ours, entry.name FROM theirs.folder CROSS JOIN theirs.entry
        ON entry.folder = folder.parent AND entry.name = folder.name
    JOIN temp.met ON met.theirs = folder.parent
    WHERE folder.id IN (SELECT theirs FROM temp.met) AND kind <> {FOLDER}
"""


def note_hidden(connection: sqlite3.Connection) -> None:
    """Among what cannot be restored: nobody is to think that it was."""
    tree = Tree(connection)
    for folder, name in connection.execute(_HIDDEN).fetchall():
        path = joined(tree.path(folder), name)
        connection.execute("INSERT OR IGNORE INTO incomplete VALUES (?)", (path,))


class PlanFolders:
    """first: the number of the first source that is of the same set."""

    def __init__(self, connection: sqlite3.Connection, first: int) -> None:
        self._connection = connection
        self._first = first
        connection.execute("DELETE FROM temp.met")
        connection.execute("INSERT INTO temp.met VALUES (?, ?)", (ROOT, ROOT))

    def reach(self, theirs: int) -> int | None:
        """Our number of one folder; None when it is hidden."""
        above: list[tuple[int, bytes, int]] = []
        ours = self._met(theirs)
        while ours is None:
            asked = "SELECT parent, name, depth FROM theirs.folder WHERE id = ?"
            parent, name, depth = self._connection.execute(asked, (theirs,)).fetchone()
            above.append((theirs, name, depth))
            theirs = parent
            ours = self._met(theirs)
        for number, name, depth in reversed(above):
            ours = self._meet(number, ours, name, depth)
            if ours is None:
                return None
        return ours

    def take(self, number: int, condition: str) -> int:
        """The last of all folders below, which are known then; those that meet the condition."""
        ours = self.reach(number)
        if ours is None:
            return 0
        asked = "SELECT last, depth FROM theirs.folder WHERE id = ?"
        last, depth = self._connection.execute(asked, (number,)).fetchone()
        if number == ROOT and self._is_empty():
            self._take_all(condition)
        else:
            self._take_below(number, last, condition, [ours], depth)
        return int(last)

    def _take_all(self, condition: str) -> None:
        """With their own numbers."""
        theirs = f"FROM theirs.folder WHERE id > {ROOT} {condition} ORDER BY id"
        self._connection.execute(f"INSERT INTO main.folder SELECT id, parent, name, depth {theirs}")
        self._connection.execute(f"INSERT INTO temp.met SELECT id, id {theirs}")

    def _take_below(self, number: int, last: int, condition: str, above: list[int], depth: int) -> None:
        """above: our numbers of the folder itself and of those that lead from it to the next."""
        hidden = 0
        rows = self._connection.execute(_BELOW.format(condition), (number, last))
        for theirs, name, its_depth, its_last in rows:
            if theirs > hidden:
                del above[its_depth - depth :]
                ours = self._meet(theirs, above[-1], name, its_depth)
                above.append(ours or 0)
                hidden = hidden if ours else its_last

    def _meet(self, theirs: int, parent: int, name: bytes, depth: int) -> int | None:
        if self._first > 1 and self._connection.execute(_NEWER_FILE, (parent, name, self._first)).fetchone():
            return None
        ours = int(self._connection.execute(_OURS, (parent, name, depth)).fetchone()[0])
        self._connection.execute("INSERT OR IGNORE INTO temp.met VALUES (?, ?)", (theirs, ours))
        return ours

    def _met(self, theirs: int) -> int | None:
        row = self._connection.execute("SELECT ours FROM temp.met WHERE theirs = ?", (theirs,)).fetchone()
        return row[0] if row else None

    def _is_empty(self) -> bool:
        return not self._connection.execute("SELECT 1 FROM main.folder WHERE id > ?", (ROOT,)).fetchone()
