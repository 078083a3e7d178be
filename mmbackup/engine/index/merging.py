"""Several indexes as one: the newest that knows a path speaks of it."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from mmbackup.engine.index.opened import OpenIndex, Row
from mmbackup.engine.index.schema import ROOT
from mmbackup.engine.index.shapes import Child, Page
from mmbackup.engine.index.tree import joined

Found = tuple[Any, int, Row]  # what is sorted by, the index's number, a row
Marked = tuple[str, Child]  # where a page goes on after it


def merged(streams: Iterable[Iterable[Found]]) -> Iterator[tuple[Any, list[Found]]]:
    """Each stream sorted; what is found under one key comes together, the newest first."""
    return (
        (key, list(found)) for key, found in groupby(merge(*streams, key=itemgetter(0, 1)), itemgetter(0))
    )


def page_of(children: Iterator[Marked], limit: int) -> Page:
    entries: list[Child] = []
    mark = ""
    for after, child in children:
        if len(entries) == limit:
            return Page(tuple(entries), mark)
        entries.append(child)
        mark = after
    return Page(tuple(entries))


def is_known(indexes: Sequence[OpenIndex], folder: bytes, name: bytes) -> bool:
    """As a file, as a folder, or as something that cannot be because a file lies above it."""
    if not indexes:
        return False
    at = [(index, ROOT) for index in indexes]
    for part in folder.split(b"/") if folder else ():
        if _is_file(at, part):
            return True
        at = [(index, row[0]) for index, number in at if (row := index.folder_at(number, part))]
    return any(index.row_at(number, name) or index.folder_at(number, name) for index, number in at)


def _is_file(at: Sequence[tuple[OpenIndex, int]], name: bytes) -> bool:
    """The newest that knows the name says so."""
    for index, number in at:
        if index.folder_at(number, name):
            return False
        if index.row_at(number, name):
            return True
    return False


def child_of(index: OpenIndex, row: Row, below: tuple[int, int] | None = None) -> Child:
    """row as FILE; below: files and bytes below a folder."""
    file = index.files.file(row)
    files, size = below or (1, file.size)
    return Child(
        path=file.path,
        name=row[1],
        kind=file.kind,
        size=size,
        mtime_ns=file.mtime_ns,
        mode=file.mode,
        data_type=file.data_type,
        server=file.server,
        files=files,
        head=index.head,
    )


def unsaved_folder(index: OpenIndex, folder: bytes, name: bytes, below: tuple[int, int]) -> Child:
    """One that was not saved itself, though files below it were."""
    return Child(
        path=joined(folder, name),
        name=name,
        kind="folder",
        size=below[1],
        mtime_ns=0,
        mode=0,
        data_type="",
        server="",
        files=below[0],
        head=index.head,
    )
