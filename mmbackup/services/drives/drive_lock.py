"""The drive's kernel lock: whoever holds it is the run. It drops by itself when its process dies.

An open file description lock: unlike flock(2), its state can be asked without taking it, and unlike plain
POSIX locks, closing another descriptor of the same file does not drop it. The descriptor is close-on-exec, so
programs the holder starts never hold it. Lock order: the drive's lock, then the database.
"""

import errno
import fcntl
import os
import struct
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Self

from mmbackup.engine.errors import DriveBusy
from mmbackup.environment import data_folder

_FLOCK = struct.Struct("hhqqi4x")  # struct flock of 64-bit Linux: type, whence, start, length, process
_HELD_ELSEWHERE = (errno.EAGAIN, errno.EACCES)


class KernelLock:
    """Not re-entrant. As a context manager it is acquired on entering."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    def acquire(self) -> None:
        """At once, or raise DriveBusy when another holds it."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
        except OSError as error:
            os.close(descriptor)
            if error.errno in _HELD_ELSEWHERE:
                raise DriveBusy("another run is using the drive") from error
            raise
        self._descriptor = descriptor

    def release(self) -> None:
        os.close(self._descriptor)
        self._descriptor = -1

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def is_held(self) -> bool:
        """By any process, this one included; asked without taking it."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            asked = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            answer = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked)
            return bool(_FLOCK.unpack(answer)[0] != fcntl.F_UNLCK)
        finally:
            os.close(descriptor)


def drive_lock(*, drive_id: int) -> KernelLock:
    return KernelLock(data_folder("locks") / f"drive-{drive_id}.lock")


def data_folder_name() -> str:
    """Which data folder this is. Locks in another one cannot be seen from here, and are not judged."""
    path = data_folder("locks") / "name"
    if not path.exists():
        made = path.with_name(f"name-{uuid.uuid4()}")
        made.write_text(str(uuid.uuid4()))
        with suppress(FileExistsError):  # another process was first
            os.link(made, path)
        made.unlink()
    return path.read_text()
