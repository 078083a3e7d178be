"""The directory drive: a medium that the system has mounted at a directory."""

import errno
import os

from mmbackup.engine.errors import MediumError, MediumLost, NotMounted
from mmbackup.engine.media.faults import FULL, LOST, PROTECTED, medium_faults, translated
from mmbackup.engine.media.file_system_room import file_system_room
from mmbackup.engine.media.folder import FolderMedium
from mmbackup.engine.media.port import DriveSpec, Room
from mmbackup.engine.media.witness import check_witness

MISSING = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}


class DirectoryDrive:
    """settings: path, an absolute one; must_be_mount, true unless set otherwise."""

    def __init__(self, spec: DriveSpec) -> None:
        self._name = spec.name
        self._path = _absolute(spec)
        self._must_be_mount = spec.settings.get("must_be_mount", True) is not False

    def open(self) -> FolderMedium:
        path = os.path.realpath(self._path)
        root = self._open_root(path)
        try:
            self._check_mount(path, root)
            with medium_faults():
                return DirectoryMedium(path, root)
        except BaseException:
            os.close(root)
            raise

    def _open_root(self, path: str) -> int:
        try:
            return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            if error.errno in MISSING:
                raise NotMounted(
                    f"no medium in drive {self._name}: the directory {self._path} is missing"
                ) from error
            if error.errno in LOST:
                raise translated(error) from error
            raise MediumError(
                f"drive {self._name}: the directory {self._path} cannot be opened: {error.strerror}"
            ) from error

    def _check_mount(self, path: str, root: int) -> None:
        with medium_faults():
            if self._must_be_mount and not _is_mount_point(path, root):
                raise NotMounted(f"no medium in drive {self._name}: nothing is mounted at {self._path}")


class DirectoryMedium(FolderMedium):
    """Known again by device and inode of its root."""

    def __init__(self, path: str, root: int) -> None:
        super().__init__(root)
        self._path = path
        self._seen = _identity_of(os.fstat(root))

    def room(self) -> Room:
        self.check_cheaply()
        with medium_faults():
            return file_system_room(self._root)

    def is_write_protected(self) -> bool:
        """A nameless file is tried where there are such: a mount may say one thing and do another."""
        self.check_cheaply()
        with medium_faults():
            if os.fstatvfs(self._root).f_flag & os.ST_RDONLY:
                return True
        if not os.access(".", os.W_OK, dir_fd=self._root, effective_ids=True):
            return True
        return self._refuses_a_nameless_file()

    def check(self) -> None:
        """The identity's bytes are asked of the device too: a pulled medium's cache still answers."""
        self.check_cheaply()
        check_witness(self)

    def forget_sizes(self) -> None:
        """The system counts for us."""

    def check_cheaply(self) -> None:
        try:
            now = _identity_of(os.stat(self._path))
        except OSError as error:
            raise MediumLost(f"the medium at {self._path} is gone: {error.strerror}") from error
        if now != self._seen:
            raise MediumLost(f"the medium at {self._path} is no longer the one that was there")

    def _refuses_a_nameless_file(self) -> bool:
        try:
            os.close(os.open(".", os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o600, dir_fd=self._root))
        except OSError as error:
            if error.errno in LOST:
                raise translated(error) from error
            return error.errno in PROTECTED and error.errno not in FULL
        return False


def _absolute(spec: DriveSpec) -> str:
    path = spec.settings.get("path")
    if not isinstance(path, str) or not path.startswith("/") or "\0" in path:
        raise MediumError(f"drive {spec.name}: path must be an absolute path")
    return path


def _identity_of(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _is_mount_point(path: str, root: int) -> bool:
    """By mount number, which tells a bind mount too; by device where /proc does not say."""
    above = os.open(os.path.dirname(path), os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        mounts = _mount_number(root), _mount_number(above)
    finally:
        os.close(above)
    if None in mounts:
        return os.path.ismount(path)
    return mounts[0] != mounts[1]


def _mount_number(descriptor: int) -> int | None:
    try:
        with open(f"/proc/self/fdinfo/{descriptor}", encoding="ascii") as file:
            for line in file:
                if line.startswith("mnt_id:"):
                    return int(line.split()[1])
    except OSError:
        return None
    return None
