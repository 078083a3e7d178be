"""The folders of an index while it is built: each gets a number when it is first met, then its place."""

import sqlite3
from collections.abc import Iterator

from mmbackup.engine.errors import FormatError
from mmbackup.engine.index.schema import FOLDER

MOST_FOLDERS = 5_000_000
MOST_STEPS = 60_000_000  # look-ups of folders, some five minutes' worth
_TOP = 0  # what holds the servers, until all have their places
_REMEMBERED = 16 << 20  # bytes of paths
_MOST_BITS = 62

# what is left to walk is taken the deepest first, so that a folder's own come next, by name
_WALK = """
    WITH RECURSIVE walk (old, depth, name) AS (
        VALUES (0, 0, x'')
        UNION ALL
        SELECT folder.id, walk.depth + 1, folder.name FROM walk JOIN raw.folder ON folder.parent = walk.old
        ORDER BY 2 DESC, 3
    )
    INSERT INTO raw.place (old, depth) SELECT old, depth FROM walk
"""
_MET = """
    INSERT INTO raw.folder (parent, name) VALUES (?, ?)
    ON CONFLICT (parent, name) DO UPDATE SET parent = parent RETURNING id
"""
_SUMS = f"""
    SELECT folder, SUM(kind <> {FOLDER} AND slice <= 1), SUM(CASE kind WHEN {FOLDER} THEN 0 ELSE
        CASE slice WHEN 0 THEN size ELSE slice_size END END), SUM(DISTINCT 1 << MIN(origin, {_MOST_BITS}))
    FROM entry GROUP BY folder ORDER BY folder DESC
"""
_PLACED = """
    SELECT place.new, COALESCE(above.new, CASE place.old WHEN 0 THEN 0 ELSE 1 END),
        COALESCE(folder.name, x''), place.depth
    FROM raw.place LEFT JOIN raw.folder ON folder.id = place.old
    LEFT JOIN raw.new_of AS above ON above.old = folder.parent ORDER BY place.new DESC
"""

Sums = list[int]  # files, bytes, and a bit for each origin


class Folders:
    """Numbers of paths as they come; remembers the last ones, so that memory stays flat."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[bytes, int] = {}
        self._size = 0
        self._steps = 0
        self._most = 0

    def number(self, path: bytes) -> int:
        """path has no empty parts; empty itself, it is the root."""
        known = self._known.get(path)
        return self._find(path) if known is None else known

    def _find(self, path: bytes) -> int:
        number, end = _TOP, 0
        names = path.split(b"/") if path else []
        for name in names:
            end += len(name) + (end > 0)
            number = self._step(number, name, path[:end])
        return number

    def _step(self, parent: int, name: bytes, path: bytes) -> int:
        self._steps += 1
        known = self._known.get(path)
        if known is None:
            known = int(self._connection.execute(_MET, (parent, name)).fetchone()[0])
            self._check(known)
            self._remember(path, known)
        return known

    def _check(self, number: int) -> None:
        self._most = max(self._most, number)
        if self._most > MOST_FOLDERS or self._steps > MOST_STEPS:
            raise FormatError("the manifest holds too many folders, or too deep ones")

    def _remember(self, path: bytes, number: int) -> None:
        self._size += len(path) + 64
        if self._size > _REMEMBERED:
            self._known.clear()
            self._size = len(path)
        self._known[path] = number


def place_folders(connection: sqlite3.Connection) -> None:
    """Each in the order of paths; from then on that is its number."""
    connection.execute(_WALK)
    connection.execute("INSERT INTO raw.new_of SELECT old, new FROM raw.place ORDER BY old")


def store_folders(connection: sqlite3.Connection) -> None:
    """With what lies below each, when the files are in place."""
    connection.executemany("INSERT INTO raw.done VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _summed(connection))
    connection.execute("INSERT INTO folder SELECT * FROM raw.done ORDER BY id")
    connection.execute("CREATE UNIQUE INDEX folder_by_name ON folder (parent, name)")


def _summed(connection: sqlite3.Connection) -> Iterator[tuple[object, ...]]:
    """The last first, so that all below a folder is summed up when its turn comes."""
    sums = connection.execute(_SUMS)
    next_sum = sums.fetchone()
    after: list[tuple[int, int]] = []  # folders met that may follow a later one's end: depth, number
    below: dict[int, Sums] = {}  # by depth: what lies below the folder above that is still to come
    count = connection.execute("SELECT COUNT(*) FROM raw.place").fetchone()[0]
    for number, parent, name, depth in connection.execute(_PLACED):
        own = below.pop(depth + 1, [0, 0, 0])
        if next_sum is not None and next_sum[0] == number:
            _add(own, next_sum[1:])
            next_sum = sums.fetchone()
        _add(below.setdefault(depth, [0, 0, 0]), own)
        while after and after[-1][0] > depth:
            after.pop()
        last = after[-1][1] - 1 if after else count
        after.append((depth, number))
        yield number, parent, name, depth, last, *own


def _add(sums: Sums, more: Sums | tuple[int, ...]) -> None:
    sums[0] += more[0]
    sums[1] = min(sums[1] + more[1], (1 << 62))
    sums[2] |= more[2]
