"""Writes all of a file system out, where pulling the medium would else leave it at odds with itself.

UDF has no journal, and its fsync leaves the map of free blocks behind. Written out after each name that is
made or removed, what a pulled disc holds can be read, and removed, by whoever mounts it next.
"""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)


def settle(root: int) -> None:
    """OSError, also for what failed to be written earlier."""
    if _libc.syncfs(root) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
