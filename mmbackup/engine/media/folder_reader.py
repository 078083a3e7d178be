"""Reads the files of one folder of a medium at any position; it needs no more than the folder's descriptor.

So a process that only reads can be handed that descriptor, and nothing else of the medium.
"""

import os
import stat
from typing import Self

from mmbackup.engine.errors import FormatError, MediumDamaged
from mmbackup.engine.format.names import escape
from mmbackup.engine.media.faults import medium_faults
from mmbackup.engine.media.regular import refuse_special

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class FileReader:
    """A regular file, open."""

    def __init__(self, name: str, descriptor: int, size: int) -> None:
        self.name = name
        self.size = size
        self._descriptor = descriptor

    def read_at(self, offset: int, size: int) -> bytes:
        """Fewer bytes than size at the end alone; none behind it. Several threads may read at once."""
        with medium_faults(self.name):
            content = os.pread(self._descriptor, size, offset)
            while content and len(content) < size and offset + len(content) < self.size:
                more = os.pread(self._descriptor, size - len(content), offset + len(content))
                if not more:
                    break
                content += more
        return content

    def close(self) -> None:
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            with medium_faults(self.name):
                os.close(descriptor)


class FolderReader:
    """Takes over the folder's descriptor. past_cache: what the server remembers of a file goes first."""

    def __init__(self, descriptor: int, *, past_cache: bool = False) -> None:
        self.descriptor = descriptor
        self._past_cache = past_cache

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, name: str) -> FileReader:
        """MediumDamaged if there is none; FormatError if it is a link, or no regular file."""
        if not name or "/" in name or "\0" in name or name in {".", ".."}:
            raise FormatError(f"{escape(os.fsencode(name))} is no file of a set")
        with medium_faults(name):
            return self._opened(name)

    def _opened(self, name: str) -> FileReader:
        try:
            refuse_special(name, self.descriptor)
            descriptor = os.open(name, _FLAGS, dir_fd=self.descriptor)
        except FileNotFoundError as error:
            raise MediumDamaged(f"{name} is missing on the medium") from error
        try:
            return self._reader_of(name, descriptor)
        except BaseException:
            os.close(descriptor)
            raise

    def _reader_of(self, name: str, descriptor: int) -> FileReader:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise FormatError(f"{name} is not a regular file")
        if self._past_cache:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        return FileReader(name, descriptor, found.st_size)

    def close(self) -> None:
        """Idempotent."""
        if self.descriptor >= 0:
            descriptor, self.descriptor = self.descriptor, -1
            with medium_faults():
                os.close(descriptor)
