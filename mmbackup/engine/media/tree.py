"""What lies below a folder of a medium, which an enemy may have made: folders within folders without end.

Neither Python's stack nor the number of open files grows with how deep they go.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from mmbackup.engine.media.port import TooManyNames

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_AT_ONCE = 10_000  # names
_DEEPEST = 50  # levels whose sizes count: our own sets have one


def sum_of_sizes(folder: int, name: str = ".", *, most: int = 0) -> int:
    """Bytes of all that is not a folder, some levels below; links are not followed.

    TooManyNames when there are more than most files and folders, unless most is 0.
    """
    total = count = 0
    pending: list[tuple[str, ...]] = [(name,)]
    while pending:
        parts = pending.pop()
        with _opened(folder, parts) as descriptor, os.scandir(descriptor) as found:
            for entry in found:
                count += 1
                if 0 < most < count:
                    raise TooManyNames(f"a folder on the medium holds more than {most:,} files and folders")
                if not entry.is_dir(follow_symlinks=False):
                    total += entry.stat(follow_symlinks=False).st_size
                elif len(parts) < _DEEPEST:
                    pending.append((*parts, entry.name))
    return total


def remove_tree(folder: int, name: str) -> None:
    """Folders within it are moved up into it one after the other, until none holds another."""
    with _opened(folder, (name,)) as top:
        while found := _some_names(top):
            for below, is_folder in found:
                if is_folder:
                    _empty(top, below)
                else:
                    os.unlink(below, dir_fd=top)
    os.rmdir(name, dir_fd=folder)


def _empty(top: int, name: str) -> None:
    with _opened(top, (name,)) as descriptor:
        while found := _some_names(descriptor):
            for below, is_folder in found:
                if is_folder:
                    os.rename(below, os.urandom(16).hex(), src_dir_fd=descriptor, dst_dir_fd=top)
                else:
                    os.unlink(below, dir_fd=descriptor)
    os.rmdir(name, dir_fd=top)


def _some_names(descriptor: int) -> list[tuple[str, bool]]:
    """The first few, and whether each is a folder: there may be more than memory holds."""
    with os.scandir(descriptor) as found:
        return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in islice(found, _AT_ONCE)]


@contextmanager
def _opened(folder: int, parts: tuple[str, ...]) -> Iterator[int]:
    """One part after the other, so that no link is followed anywhere."""
    descriptor = os.open(".", FOLDER_FLAGS, dir_fd=folder)
    try:
        for part in parts:
            below = os.open(part, FOLDER_FLAGS, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = below
        yield descriptor
    finally:
        os.close(descriptor)
