"""A page of memory that is neither swapped out nor dumped, and is wiped when it is given back."""

import ctypes
import mmap
import os
import resource

_PR_SET_DUMPABLE = 4
_PAGE = mmap.PAGESIZE


class LockedPage:
    """Holds what a descriptor gives, up to a page."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._memory.madvise(mmap.MADV_DONTDUMP)
        self._memory.madvise(mmap.MADV_DONTFORK)
        self.is_locked = _lock(self._memory)
        self._length = 0

    def fill(self, descriptor: int) -> None:
        """To the end of the file."""
        with memoryview(self._memory) as view:
            while self._length < _PAGE and (count := os.readv(descriptor, [view[self._length :]])):
                self._length += count

    @property
    def content(self) -> memoryview:
        return memoryview(self._memory)[: self._length]

    def wipe(self) -> None:
        self._memory[:] = bytes(_PAGE)
        self._length = 0


def forbid_dumps() -> None:
    """Neither a core file nor a debugger of this user shall see this process's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_DUMPABLE)")


def _lock(memory: mmap.mmap) -> bool:
    """False where a user may lock nothing."""
    library = ctypes.CDLL(None, use_errno=True)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return bool(library.mlock(ctypes.c_void_p(address), ctypes.c_size_t(_PAGE)) == 0)
