"""Asks the kernel to begin writing a file out, so that the sync at its end is short."""

from collections.abc import Callable
from functools import cache

_BEGIN = 2  # SYNC_FILE_RANGE_WRITE


@cache
def _sync_file_range() -> Callable[[int, int, int, int], int] | None:
    import ctypes  # noqa: PLC0415 - costs time that who only reads does not have

    function = getattr(ctypes.CDLL(None), "sync_file_range", None)
    if function is not None:
        function.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    return function


def begin_write_back(descriptor: int, offset: int, size: int) -> None:
    """A hint only: what fails here fails again, and is seen, at the sync."""
    if function := _sync_file_range():
        function(descriptor, offset, size, _BEGIN)
