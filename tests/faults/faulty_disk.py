"""A disk that lies or fails on request: a folder shown through FUSE, with faults named in a control file.

Run as a program: faulty_disk.py FOLDER MOUNT_POINT CONTROL. Each line of CONTROL is "fault part-of-a-path".
"""

import errno
import os
import sys
from typing import Any

import mfusepy

FAULTS = {
    "read-fails": errno.EIO,
    "read-flips": 0,
    "write-fails": errno.EIO,
    "write-drops": 0,
    "full": errno.ENOSPC,
    "protected": errno.EROFS,  # all that would change something
    "write-protected": errno.EROFS,  # only when bytes come: it was opened as if it were writable
    "sync-fails": errno.EIO,
    "sync-full": errno.ENOSPC,
    "sync-protected": errno.EROFS,
    "rename-fails": errno.EIO,
}
AT_WRITE = ("write-fails", "full", "protected", "write-protected")
AT_SYNC = ("sync-fails", "sync-full", "sync-protected")
AT_CHANGE = ("protected",)


class FaultyDisk(mfusepy.Operations):
    def __init__(self, folder: str, control: str) -> None:
        self._folder = folder
        self._control = control

    def _has(self, fault: str, path: str) -> bool:
        with open(self._control, encoding="utf-8") as file:
            faults = [line.split() for line in file]
        return any(name == fault and part in path for name, part in faults)

    def _fail(self, path: str, *faults: str) -> None:
        for fault in faults:
            if self._has(fault, path):
                raise OSError(FAULTS[fault], os.strerror(FAULTS[fault]))

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

    def access(self, path: str, mode: int) -> int:
        if mode & os.W_OK:
            self._fail(path, *AT_CHANGE)
        return 0

    def create(self, path: str, mode: int, _info: Any = None) -> int:
        self._fail(path, *AT_CHANGE)
        return os.open(self._real(path), os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)

    def open(self, path: str, flags: int) -> int:
        return os.open(self._real(path), flags & ~os.O_DIRECT)

    def read(self, path: str, size: int, offset: int, handle: int) -> bytes:
        self._fail(path, "read-fails")
        chunk = bytearray(os.pread(handle, size, offset))
        if chunk and self._has("read-flips", path):
            chunk[0] ^= 1
        return bytes(chunk)

    def write(self, path: str, chunk: bytes, offset: int, handle: int) -> int:
        self._fail(path, *AT_WRITE)
        if self._has("write-drops", path):
            os.ftruncate(handle, max(os.fstat(handle).st_size, offset + len(chunk)))
            return len(chunk)
        return os.pwrite(handle, chunk, offset)

    def truncate(self, path: str, length: int, _handle: int | None = None) -> int:
        os.truncate(self._real(path), length)
        return 0

    def fsync(self, path: str, _datasync: int, _handle: int) -> int:
        self._fail(path, *AT_SYNC)
        return 0

    def fsyncdir(self, path: str, _datasync: int, _handle: int) -> int:
        self._fail(path, *AT_SYNC)
        return 0

    def flush(self, _path: str, _handle: int) -> int:
        return 0

    def release(self, _path: str, handle: int) -> int:
        os.close(handle)
        return 0

    def symlink(self, path: str, target: str) -> int:
        os.symlink(target, self._real(path))
        return 0

    def readlink(self, path: str) -> str:
        return os.readlink(self._real(path))

    def mknod(self, path: str, mode: int, device: int) -> int:
        os.mknod(self._real(path), mode, device)
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        self._fail(path, *AT_CHANGE)
        os.mkdir(self._real(path), mode)
        return 0

    def rmdir(self, path: str) -> int:
        os.rmdir(self._real(path))
        return 0

    def unlink(self, path: str) -> int:
        self._fail(path, *AT_CHANGE)
        os.unlink(self._real(path))
        return 0

    def rename(self, old: str, new: str) -> int:
        self._fail(old, "rename-fails", *AT_CHANGE)
        os.rename(self._real(old), self._real(new))
        return 0


if __name__ == "__main__":
    shown, mount_point, faults = sys.argv[1:]
    mfusepy.FUSE(FaultyDisk(shown, faults), mount_point, foreground=True, nothreads=True)
