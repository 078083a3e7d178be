"""A page of what lies in a folder: its folders first, each by name."""

from collections.abc import Callable, Iterator, Sequence

from mmbackup.engine.index.files import FILE
from mmbackup.engine.index.merging import Found, Marked, child_of, is_known, merged, page_of, unsaved_folder
from mmbackup.engine.index.opened import OpenIndex
from mmbackup.engine.index.schema import FOLDER
from mmbackup.engine.index.shapes import Child, Page
from mmbackup.engine.index.tree import parted

LONGEST_NAME = 255
_FOLDERS = "SELECT name, files, size FROM folder WHERE parent = ? AND name > ? {} ORDER BY name"
_FILES = (
    f"SELECT {FILE} FROM entry WHERE folder = ? AND name > ? AND kind <> {FOLDER} {{}} "
    "ORDER BY name, origin, slice"
)


def children_page(indexes: Sequence[OpenIndex], folder: bytes, after: str, limit: int) -> Page:
    """indexes: the newest first."""
    return page_of(_Children(indexes, folder).after(*_place(after)), limit)


def one_child(indexes: Sequence[OpenIndex], path: bytes) -> Child | None:
    folder, name = parted(path)
    return _Children(indexes, folder).called(name)


class _Children:
    def __init__(self, indexes: Sequence[OpenIndex], folder: bytes) -> None:
        self._indexes = indexes
        self._folder = folder
        self._numbers = [index.tree.number(folder) for index in indexes]

    def called(self, name: bytes) -> Child | None:
        """A folder's page may be long: all before the name is passed over."""
        before = name[:-1] + bytes([name[-1] - 1]) + b"\xff" * LONGEST_NAME if name else b""
        for found in (self._folders(before), self._files(before)):
            for _, child in found:
                if child.name >= name:
                    if child.name == name:
                        return child
                    break
        return None

    def after(self, is_file: bool, name: bytes) -> Iterator[Marked]:
        if not is_file:
            yield from self._folders(name)
        yield from self._files(name if is_file else b"")

    def _folders(self, after: bytes) -> Iterator[Marked]:
        for name, found in self._merged(_FOLDERS, lambda index: index.choice.folder_condition(), after, 0):
            if not self._is_hidden(found[0][1], name):
                yield f"d{name.hex()}", self._folder_child(name, found)

    def _files(self, after: bytes) -> Iterator[Marked]:
        for name, found in self._merged(_FILES, lambda index: index.choice.condition(), after, 1):
            _, number, row = found[0]
            if not self._is_hidden(number, name, and_same=True):
                yield f"f{name.hex()}", child_of(self._indexes[number], row)

    def _merged(
        self, asked: str, condition: Callable[[OpenIndex], str], after: bytes, name_at: int
    ) -> Iterator[tuple[bytes, list[Found]]]:
        def stream(number: int, index: OpenIndex, folder: int) -> Iterator[Found]:
            rows = index.connection.execute(asked.format(condition(index)), (folder, after))
            return ((row[name_at], number, row) for row in rows)

        known = zip(self._indexes, self._numbers, strict=True)
        return merged(
            stream(number, index, folder)
            for number, (index, folder) in enumerate(known)
            if folder is not None
        )

    def _is_hidden(self, number: int, name: bytes, *, and_same: bool = False) -> bool:
        """A newer set says that it is something else; a folder wins over a file of the same set."""
        if is_known(self._indexes[:number], self._folder, name):
            return True
        folder = self._numbers[number]
        return and_same and folder is not None and bool(self._indexes[number].folder_at(folder, name))

    def _folder_child(self, name: bytes, found: list[Found]) -> Child:
        """With the sums over all parts of the newest set that has it."""
        index, folder = self._indexes[found[0][1]], self._numbers[found[0][1]]
        parts = [row for _, number, row in found if self._is_same_set(number, index)]
        below = sum(row[1] for row in parts), sum(row[2] for row in parts)
        row = index.row_at(folder, name) if folder is not None else None
        if row is None:
            return unsaved_folder(index, self._folder, name, below)
        return child_of(index, row, below)

    def _is_same_set(self, number: int, index: OpenIndex) -> bool:
        return self._indexes[number].head.set_uuid == index.head.set_uuid


def _place(after: str) -> tuple[bool, bytes]:
    """What a page ended with; from the beginning when it is none of ours."""
    try:
        return after[:1] == "f", bytes.fromhex(after[1:])
    except ValueError:
        return False, b""
