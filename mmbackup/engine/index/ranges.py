"""What was picked, as ranges of an index's rows."""

from collections.abc import Iterator, Sequence
from itertools import count

from mmbackup.engine.index.files import FILE
from mmbackup.engine.index.opened import OpenIndex, Row
from mmbackup.engine.index.schema import MEDIUM_ORDER, ROOT
from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.index.tree import parted

_KEY = "folder, name, origin, slice"
_table = count()

Where = tuple[str, Row]  # a condition and its parameters


def ranges(index: OpenIndex, picks: Sequence[Pick]) -> Iterator[Where]:
    for pick in picks or (Pick(),):
        condition = index.choice.condition(pick.data_type, pick.server)
        for place, values in places(index, pick.path):
            yield f"{place} {condition}", values


def places(index: OpenIndex, path: bytes) -> Iterator[Where]:
    """All below a folder of that name, and the entry of that name itself."""
    number = index.tree.number(path)
    if number is not None:
        last = index.connection.execute("SELECT last FROM folder WHERE id = ?", (number,)).fetchone()[0]
        yield "folder BETWEEN ? AND ?", (number, last)
    if number != ROOT:
        folder, name = parted(path)
        above = index.tree.number(folder)
        if above is not None:
            yield "folder = ? AND name = ?", (above, name)


def rows_of(index: OpenIndex, picks: Sequence[Pick]) -> Iterator[Row]:
    """As FILE, in the order of the medium, each once."""
    wanted = [*ranges(index, picks)]
    rows, values = ("entry", ()) if not wanted else _chosen(index, wanted)
    if wanted:
        yield from index.connection.execute(f"SELECT {FILE} FROM {rows} ORDER BY {MEDIUM_ORDER}", values)


def _chosen(index: OpenIndex, wanted: Sequence[Where]) -> Where:
    """Several ranges may overlap, and may be more than one statement holds."""
    if len(wanted) == 1:
        condition, values = wanted[0]
        return f"entry WHERE {condition}", values
    table = f"chosen_{next(_table)}"
    index.connection.execute(
        f"CREATE TEMP TABLE {table} (folder, name, origin, slice, PRIMARY KEY ({_KEY})) WITHOUT ROWID"
    )
    for condition, values in wanted:
        asked = f"INSERT OR IGNORE INTO temp.{table} SELECT {_KEY} FROM entry WHERE {condition}"
        index.connection.execute(asked, values)
    return f"temp.{table} JOIN entry USING ({_KEY})", ()
