"""A disk that lies or fails on request: a folder shown through FUSE, with faults named in a control file.

Run as a program: faulty_disk.py FOLDER MOUNT_POINT CONTROL. Each line of CONTROL is "fault part-of-a-path".
"""

import errno
import os
import sys
from typing import Any

import mfusepy

FAULTS = {"read-fails", "read-flips", "write-fails", "write-drops", "sync-fails", "rename-fails", "full"}


class FaultyDisk(mfusepy.Operations):
    def __init__(self, folder: str, control: str) -> None:
        self._folder = folder
        self._control = control

    def _has(self, fault: str, path: str) -> bool:
        with open(self._control, encoding="utf-8") as file:
            faults = [line.split() for line in file]
        return any(name == fault and part in path for name, part in faults)

    def _fail(self, fault: str, path: str, number: int = errno.EIO) -> None:
        if self._has(fault, path):
            raise OSError(number, os.strerror(number))

    def _real(self, path: str) -> str:
        return self._folder + path

    def getattr(self, path: str, _handle: int | None = None) -> dict[str, Any]:
        found = os.lstat(self._real(path))
        names = ("st_mode", "st_size", "st_uid", "st_gid", "st_nlink", "st_atime", "st_mtime", "st_ctime")
        return {name: getattr(found, name) for name in names}

    def readdir(self, path: str, _handle: int) -> list[str]:
        return [".", "..", *os.listdir(self._real(path))]

    def statfs(self, path: str) -> dict[str, int]:
        found = os.statvfs(self._real(path))
        names = ("f_bavail", "f_bfree", "f_blocks", "f_bsize", "f_frsize", "f_namemax")
        return {name: getattr(found, name) for name in names}

    def create(self, path: str, mode: int, _info: Any = None) -> int:
        return os.open(self._real(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    def open(self, path: str, flags: int) -> int:
        return os.open(self._real(path), flags & ~os.O_DIRECT)

    def read(self, path: str, size: int, offset: int, handle: int) -> bytes:
        self._fail("read-fails", path)
        chunk = bytearray(os.pread(handle, size, offset))
        if chunk and self._has("read-flips", path):
            chunk[0] ^= 1
        return bytes(chunk)

    def write(self, path: str, chunk: bytes, offset: int, handle: int) -> int:
        self._fail("write-fails", path)
        self._fail("full", path, errno.ENOSPC)
        if self._has("write-drops", path):
            os.ftruncate(handle, max(os.fstat(handle).st_size, offset + len(chunk)))
            return len(chunk)
        return os.pwrite(handle, chunk, offset)

    def truncate(self, path: str, length: int, _handle: int | None = None) -> int:
        os.truncate(self._real(path), length)
        return 0

    def fsync(self, path: str, _datasync: int, _handle: int) -> int:
        self._fail("sync-fails", path)
        return 0

    def fsyncdir(self, path: str, _datasync: int, _handle: int) -> int:
        self._fail("sync-fails", path)
        return 0

    def flush(self, _path: str, _handle: int) -> int:
        return 0

    def release(self, _path: str, handle: int) -> int:
        os.close(handle)
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        os.mkdir(self._real(path), mode)
        return 0

    def rmdir(self, path: str) -> int:
        os.rmdir(self._real(path))
        return 0

    def unlink(self, path: str) -> int:
        os.unlink(self._real(path))
        return 0

    def rename(self, old: str, new: str) -> int:
        self._fail("rename-fails", old)
        os.rename(self._real(old), self._real(new))
        return 0


if __name__ == "__main__":
    shown, mount_point, faults = sys.argv[1:]
    mfusepy.FUSE(FaultyDisk(shown, faults), mount_point, foreground=True, nothreads=True)
