"""A file being written on a medium that is kept in a folder."""

import os
from typing import Protocol

from mmbackup.engine.errors import MediumFull
from mmbackup.engine.media.faults import medium_faults
from mmbackup.engine.media.port import Chunk
from mmbackup.engine.media.write_back import begin_write_back

WRITE_BACK_STEP = 8 << 20


class Keeper(Protocol):
    """What a file asks of its medium."""

    def check_cheaply(self) -> None: ...

    def prepare_write(self) -> None: ...

    def grant(self, wanted: int) -> int: ...

    def forget_sizes(self) -> None: ...


class FolderFile:
    """A file being written on a FolderMedium."""

    def __init__(self, medium: Keeper, path: str, descriptor: int) -> None:
        self._medium = medium
        self._path = path
        self._descriptor = descriptor
        self._waiting = 0  # bytes that the kernel was not yet asked to write out

    def write(self, chunk: Chunk) -> None:
        view = memoryview(chunk).cast("B")
        self._medium.prepare_write()
        granted = self._medium.grant(len(view))
        with medium_faults(self._path):
            _write_all(self._descriptor, view[:granted])
            self._begin_write_back(granted)
        if granted < len(view):
            raise MediumFull(f"the medium is full ({self._path})")

    def truncate(self, size: int) -> None:
        self._medium.prepare_write()
        self._medium.forget_sizes()
        with medium_faults(self._path):
            if size > os.fstat(self._descriptor).st_size:
                raise ValueError(f"{self._path} is shorter than {size} bytes")
            os.ftruncate(self._descriptor, size)
            os.lseek(self._descriptor, size, os.SEEK_SET)
            self._waiting = 0

    def sync(self) -> None:
        self._medium.check_cheaply()
        with medium_faults(self._path):
            os.fsync(self._descriptor)

    def _begin_write_back(self, size: int) -> None:
        self._waiting += size
        if self._waiting >= WRITE_BACK_STEP:
            end = os.lseek(self._descriptor, 0, os.SEEK_CUR)
            begin_write_back(self._descriptor, end - self._waiting, self._waiting)
            self._waiting = 0

    def close(self) -> None:
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            with medium_faults(self._path):
                os.close(descriptor)


def _write_all(descriptor: int, view: memoryview) -> None:
    while view:
        view = view[os.write(descriptor, view) :]
