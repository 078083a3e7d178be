"""Asks the kernel to begin writing a file out, so that the sync at its end is short."""

import ctypes
from collections.abc import Callable

_BEGIN = 2  # SYNC_FILE_RANGE_WRITE


def _load() -> "Callable[[int, int, int, int], int] | None":
    function = getattr(ctypes.CDLL(None), "sync_file_range", None)
    if function is not None:
        function.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    return function


_sync_file_range = _load()


def begin_write_back(descriptor: int, offset: int, size: int) -> None:
    """A hint only: what fails here fails again, and is seen, at the sync."""
    if _sync_file_range is not None:
        _sync_file_range(descriptor, offset, size, _BEGIN)
