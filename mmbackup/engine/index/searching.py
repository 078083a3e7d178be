"""A page of what a search finds, in the order of paths."""

import base64
import binascii
from collections.abc import Iterator, Sequence

from mmbackup.engine.index.files import FILE
from mmbackup.engine.index.merging import Found, Marked, child_of, is_known, merged, page_of
from mmbackup.engine.index.opened import OpenIndex, Row
from mmbackup.engine.index.patterns import ANY, Condition, both, teach
from mmbackup.engine.index.schema import FOLDER, ROOT
from mmbackup.engine.index.shapes import Child, Page, Query
from mmbackup.engine.index.stretches import Stretch, all_below, crossed, with_part, with_text
from mmbackup.engine.index.tree import parted

LONGEST_TEXT = 1000
_CHILD = "SELECT id, last FROM folder WHERE parent = ? AND name = ?"
_NEXT = "SELECT MIN(id) FROM folder WHERE parent = ? AND name > ?"
_LAST = "SELECT last FROM folder WHERE id = ?"


def search_page(indexes: Sequence[OpenIndex], query: Query, after: str, limit: int) -> Page:
    """indexes: the newest first."""
    return page_of(_found(indexes, query, _place(after)), limit)


def _found(indexes: Sequence[OpenIndex], query: Query, after: bytes) -> Iterator[Marked]:
    streams = (_stream(number, index, query, after) for number, index in enumerate(indexes))
    for _, found in merged(streams):
        _, number, row = found[0]
        index = indexes[number]
        folder = index.tree.path(row[0])
        if not is_known(indexes[:number], folder, row[1]):
            child = _child(index, row)
            yield base64.urlsafe_b64encode(child.path).decode().rstrip("="), child


def _child(index: OpenIndex, row: Row) -> Child:
    """A folder with what lies below it."""
    is_folder = row[4] == FOLDER
    below = index.folder_at(row[0], row[1]) if is_folder else None
    return child_of(index, row, (below[1], below[2]) if below else (0, 0) if is_folder else None)


def _stream(number: int, index: OpenIndex, query: Query, after: bytes) -> Iterator[Found]:
    """Sorted as paths are in an index: what lies in a folder comes before what lies in its folders."""
    teach(index.connection)
    condition = both(_times(query), (f"1 {index.choice.condition(query.data_type, query.server)}", ()))
    last = None
    for asked, values in _asked(index, _stretches(index, query), after, condition):
        for row in index.connection.execute(asked, values):
            if row[:2] != last:
                last = row[:2]
                yield (tuple(index.tree.path(row[0]).split(b"/")), row[1]), number, row


def _stretches(index: OpenIndex, query: Query) -> Sequence[Stretch]:
    stretches = _below(index, query.under)
    if query.text:
        stretches = crossed(stretches, with_text(index.connection, query.text[:LONGEST_TEXT]))
    if query.subscriber:
        stretches = crossed(stretches, with_part(index.connection, query.subscriber[:LONGEST_TEXT]))
    return stretches


def _below(index: OpenIndex, path: bytes) -> list[Stretch]:
    number = index.tree.number(path)
    if number is None:
        return []
    return all_below(number, index.connection.execute(_LAST, (number,)).fetchone()[0])


def _times(query: Query) -> Condition:
    condition = ANY
    if query.since_ns is not None:
        condition = both(condition, ("mtime_ns >= ?", (query.since_ns,)))
    if query.until_ns is not None:
        condition = both(condition, ("mtime_ns < ?", (query.until_ns,)))
    return condition


def _asked(
    index: OpenIndex, stretches: Sequence[Stretch], after: bytes, condition: Condition
) -> Iterator[Condition]:
    """The statements, one after another, that find what lies behind after."""
    folder, name = _position(index, after) if after else (ROOT, None)
    for stretch in stretches:
        names = both(stretch.names, condition)
        if name is not None and stretch.first <= folder <= stretch.last:
            yield _statement("folder = ? AND name > ?", (folder, name), names)
        first = max(stretch.first, folder + (name is not None))
        if first <= stretch.last:
            yield _statement("folder BETWEEN ? AND ?", (first, stretch.last), names)


def _statement(place: str, values: Row, names: Condition) -> Condition:
    asked = f"SELECT {FILE} FROM entry WHERE {place} AND {names[0]} ORDER BY folder, name, origin, slice"
    return asked, values + names[1]


def _position(index: OpenIndex, path: bytes) -> tuple[int, bytes | None]:
    """The path's folder and name; for one that is not here, the first folder behind it, and no name."""
    folder, name = parted(path)
    number = ROOT
    for part in folder.split(b"/") if folder else ():
        row = index.connection.execute(_CHILD, (number, part)).fetchone()
        if row is None:
            behind = index.connection.execute(_NEXT, (number, part)).fetchone()[0]
            last = index.connection.execute(_LAST, (number,)).fetchone()[0]
            return behind or last + 1, None
        number = row[0]
    return number, name


def _place(after: str) -> bytes:
    """From the beginning when it is none of ours."""
    try:
        return base64.urlsafe_b64decode(after + "=" * (-len(after) % 4))
    except (binascii.Error, ValueError):
        return b""
