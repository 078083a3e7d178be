"""What lies below a folder of a medium, which an enemy may have made: folders within folders without end.

Neither Python's stack nor the number of open files grows with how deep they go.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_DEEPEST = 50  # levels whose sizes count: our own sets have one


def sum_of_sizes(folder: int, name: str = ".") -> int:
    """Bytes of all that is not a folder, some levels below; links are not followed."""
    total = 0
    pending: list[tuple[str, ...]] = [(name,)]
    while pending:
        parts = pending.pop()
        with _opened(folder, parts) as descriptor, os.scandir(descriptor) as found:
            for entry in found:
                if not entry.is_dir(follow_symlinks=False):
                    total += entry.stat(follow_symlinks=False).st_size
                elif len(parts) < _DEEPEST:
                    pending.append((*parts, entry.name))
    return total


def remove_tree(folder: int, name: str) -> None:
    """Folders within it are moved up into it one after the other, until none holds another."""
    with _opened(folder, (name,)) as top:
        while names := _remove_files(top):
            for below in names:
                _empty(top, below)
    os.rmdir(name, dir_fd=folder)


def _empty(top: int, name: str) -> None:
    with _opened(top, (name,)) as descriptor:
        for below in _remove_files(descriptor):
            os.rename(below, uuid4().hex, src_dir_fd=descriptor, dst_dir_fd=top)
    os.rmdir(name, dir_fd=top)


def _remove_files(descriptor: int) -> list[str]:
    """Answer the names of the folders, which alone are left."""
    with os.scandir(descriptor) as found:
        entries = list(found)
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.name, dir_fd=descriptor)
    return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]


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
