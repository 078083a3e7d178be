"""Opens a file to be saved: never a link or a FIFO, never waiting, leaving its access time alone."""

import errno
import os
import stat

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_NO_XATTRS = {errno.ENOTSUP, errno.EPERM, errno.EACCES}
Xattrs = list[tuple[bytes, bytes]]


class Vanished(Exception):
    """What was listed under this name is there no more."""


def open_file(path: bytes, device: int, inode: int) -> tuple[int, os.stat_result]:
    """Descriptor and status of a regular file. Vanished when it is gone, or no regular file any more."""
    try:
        descriptor = _open(path)
    except FileNotFoundError as error:
        raise Vanished from error
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO, errno.ENOTDIR}:  # now a link, a socket, another folder
            raise Vanished from error
        raise
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or not _is_in_place(path, device, inode, status):
        os.close(descriptor)
        raise Vanished
    return descriptor, status


def _open(path: bytes) -> int:
    try:
        return os.open(path, _FLAGS | os.O_NOATIME)
    except PermissionError:  # only a file's owner may leave its access time alone
        return os.open(path, _FLAGS)


def _is_in_place(path: bytes, device: int, inode: int, status: os.stat_result) -> bool:
    """Another file under the listed name is fine, unless a link has come between that leads elsewhere."""
    if status.st_ino == inode and status.st_dev == device:
        return True
    folder = os.path.dirname(path)
    return os.path.realpath(folder) == folder


def has_changed(before: os.stat_result, after: os.stat_result) -> bool:
    return before.st_mtime_ns != after.st_mtime_ns or before.st_size != after.st_size


class XattrReader:
    """Extended attributes of files; remembers which file systems have none."""

    def __init__(self) -> None:
        self._without: set[int] = set()

    def read(self, target: int | bytes, device: int) -> Xattrs:
        if device in self._without:
            return []
        try:
            names = os.listxattr(target, follow_symlinks=isinstance(target, int))
        except OSError as error:
            if error.errno == errno.ENOTSUP:
                self._without.add(device)
            return []
        return [found for name in names for found in _value(target, name)] if names else []


def _value(target: int | bytes, name: str) -> Xattrs:
    """Nothing for one that has just gone or may not be read."""
    try:
        value = os.getxattr(target, name, follow_symlinks=isinstance(target, int))
    except OSError:
        return []
    return [(os.fsencode(name), value)]
