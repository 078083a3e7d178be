"""Files in slices: they are planned when all of their slices are known, wherever they lie."""

import sqlite3

from mmbackup.engine.index.tree import Tree, joined, parted

# as many as its last number says, and together as long as the file
_BROKEN = """
    SELECT folder, name FROM main.entry WHERE slice > 0 AND source >= ? GROUP BY folder, name
    HAVING SUM(slice_size) <> MAX(size) OR COUNT(*) <> MAX(slice) OR MIN(size) <> MAX(size)
"""
_DROP = "DELETE FROM main.entry WHERE folder = ? AND name = ? AND source >= ?"


def drop_incomplete(connection: sqlite3.Connection, first: int) -> None:
    """Of the set whose parts' numbers begin with first; an older set may hold the file whole."""
    tree = Tree(connection)
    for folder, name in connection.execute(_BROKEN, (first,)).fetchall():
        connection.execute(_DROP, (folder, name, first))
        path = joined(tree.path(folder), name)
        connection.execute("INSERT OR IGNORE INTO incomplete VALUES (?)", (path,))


def forget_found(connection: sqlite3.Connection) -> None:
    """What came out of an older set is not missing."""
    tree = Tree(connection)
    for (path,) in connection.execute("SELECT path FROM incomplete").fetchall():
        folder, name = parted(path)
        found = "SELECT 1 FROM main.entry WHERE folder = ? AND name = ?"
        if connection.execute(found, (tree.number(folder), name)).fetchone():
            connection.execute("DELETE FROM incomplete WHERE path = ?", (path,))
