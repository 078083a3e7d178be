"""Reads a file from the device itself: O_DIRECT where the file system knows it, else the cache dropped."""

import errno
import fcntl
import mmap
import os
from collections.abc import Iterator

CHUNK = 4 << 20
ALIGNMENT = 4096
NO_DIRECT = {errno.EINVAL, errno.EOPNOTSUPP}


def open_past_cache(name: str, folder: int) -> int:
    """A descriptor, opened without following links and without waiting for a FIFO's writer."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        return os.open(name, flags | os.O_DIRECT, dir_fd=folder)
    except OSError as error:
        if error.errno not in NO_DIRECT:
            raise
        return os.open(name, flags, dir_fd=folder)


def read_past_cache(descriptor: int) -> Iterator[memoryview]:
    """The whole file; each chunk is valid until the next. mmap gives the alignment O_DIRECT wants."""
    view = memoryview(mmap.mmap(-1, _room_for(descriptor)))
    offset = 0
    _drop_cache(descriptor)
    while count := _read_at(descriptor, view, offset):
        offset += count
        yield view[:count]
        if offset % ALIGNMENT:  # the end, which cannot be asked for directly again
            _leave_direct(descriptor)


def _room_for(descriptor: int) -> int:
    """A direct read takes hold of every page it is given: a small file needs few."""
    size = os.fstat(descriptor).st_size + 1
    return min(CHUNK, size + -size % ALIGNMENT)


def _read_at(descriptor: int, view: memoryview, offset: int) -> int:
    try:
        return os.preadv(descriptor, [view], offset)
    except OSError as error:
        if error.errno not in NO_DIRECT or not _leave_direct(descriptor):
            raise
        return os.preadv(descriptor, [view], offset)


def _leave_direct(descriptor: int) -> bool:
    """False if the descriptor was not a direct one."""
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags & ~os.O_DIRECT)
    _drop_cache(descriptor)
    return bool(flags & os.O_DIRECT)


def _drop_cache(descriptor: int) -> None:
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
