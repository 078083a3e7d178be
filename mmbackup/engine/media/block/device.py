"""A block device as the kernel tells of it: which one it is, how large, writable, in use by somebody."""

import errno
import fcntl
import os
import stat
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from mmbackup.engine.errors import MediumError, MediumLost, NoMedium
from mmbackup.engine.media.faults import LOST
from mmbackup.engine.media.port import DriveSpec

SIZE, IS_READ_ONLY = 0x80081272, 0x125E  # BLKGETSIZE64, BLKROGET
NOT_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ENXIO, errno.ENODEV, errno.ENOMEDIUM, errno.ELOOP}
PAUSE = 0.05  # seconds between two looks whether it was released
RELEASE_PATIENCE = 10.0  # seconds; what ends a mount may still be writing


class BlockDevice:
    """Opened without asking for a medium, so that an empty drive can be asked too; open for a whole run."""

    def __init__(self, spec: DriveSpec) -> None:
        self.drive = spec.name
        self.path = _path_of(spec)
        self._counter = -1
        self.descriptor = _open(self.drive, self.path)
        try:
            self.number = self._number()
            self._counter = self._open_counter()
            self.seen = self._look()
        except BaseException:
            self.close()
            raise

    @property
    def source(self) -> str:
        """A path that leads to this very device, whatever the configured name leads to by now."""
        return f"/proc/self/fd/{self.descriptor}"

    @property
    def size(self) -> int:
        """Bytes; 0 when there is no medium in it."""
        return int(struct.unpack("Q", fcntl.ioctl(self.descriptor, SIZE, bytes(8)))[0])

    @property
    def token(self) -> str:
        """Another word after each change of medium."""
        number, count, size = self.seen
        return f"{number} {count.decode()} {size}"

    def is_read_only(self) -> bool:
        """By the device's switch, or as the kernel was told."""
        switch = struct.unpack("i", fcntl.ioctl(self.descriptor, IS_READ_ONLY, bytes(4)))[0]
        return bool(switch) or self._attribute("ro") == "1"

    def is_removable(self) -> bool:
        return "1" in {self._attribute("removable"), self._attribute("../removable")}

    def check_same(self) -> None:
        """MediumLost once it is gone, empty, or holds another medium: the kernel counts the changes."""
        try:
            if os.stat(self.path).st_rdev == self.number and self._look() == self.seen:
                return
        except OSError as error:
            raise MediumLost(f"the medium in drive {self.drive} is gone: {error.strerror}") from error
        if self.size == 0:
            raise MediumLost(f"the medium in drive {self.drive} is gone")
        raise MediumLost(f"the medium in drive {self.drive} is no longer the one that was there")

    def close(self) -> None:
        kept, self.descriptor, self._counter = (self.descriptor, self._counter), -1, -1
        for descriptor in kept:
            if descriptor >= 0:
                os.close(descriptor)

    def _number(self) -> int:
        found = os.fstat(self.descriptor)
        if not stat.S_ISBLK(found.st_mode):
            raise MediumError(f"drive {self.drive}: {self.path} is no block device")
        return found.st_rdev

    def _look(self) -> tuple[int, bytes, int]:
        return self.number, self._count(), self.size

    def _open_counter(self) -> int:
        """The kernel's count of media, a disk's own or that of the disk a partition lies on."""
        for name in ("diskseq", "../diskseq"):
            with suppress(FileNotFoundError):
                return os.open(f"{self.system_folder}/{name}", os.O_RDONLY | os.O_CLOEXEC)
        return -1  # before Linux 5.15 nobody counts

    def _count(self) -> bytes:
        """OSError once the device is gone, even when another one has its number by now."""
        return os.pread(self._counter, 32, 0).strip() if self._counter >= 0 else b""

    def _attribute(self, name: str) -> str:
        with suppress(OSError), open(f"{self.system_folder}/{name}", encoding="ascii") as file:
            return file.read().strip()
        return ""

    @property
    def system_folder(self) -> str:
        return f"/sys/dev/block/{os.major(self.number)}:{os.minor(self.number)}"


@contextmanager
def opened(spec: DriveSpec) -> Iterator[BlockDevice]:
    device = BlockDevice(spec)
    try:
        yield device
    finally:
        device.close()


def is_released(path: str, *, patience: float | None = None) -> bool:
    """Nobody has it mounted or claims it otherwise: the kernel's own word, by an exclusive opening."""
    until = time.monotonic() + (RELEASE_PATIENCE if patience is None else patience)
    while True:
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_EXCL | os.O_NONBLOCK | os.O_CLOEXEC))
        except OSError as error:
            if error.errno != errno.EBUSY:
                return error.errno in NOT_THERE | LOST
            if time.monotonic() >= until:
                return False
            time.sleep(PAUSE)
        else:
            return True


def _path_of(spec: DriveSpec) -> str:
    path = spec.settings.get("device")
    if not isinstance(path, str) or not path.startswith("/") or "\0" in path:
        raise MediumError(f"drive {spec.name}: device must be an absolute path, such as /dev/sr0")
    return path


def _open(drive: str, path: str) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in NOT_THERE:
            raise NoMedium(f"no medium in drive {drive}: the device {path} is not there") from error
        raise MediumError(f"drive {drive}: the device {path} cannot be opened: {error.strerror}") from error
