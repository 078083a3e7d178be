"""What stands already where a file is to be restored, and how it makes room."""

import os
import stat
from datetime import UTC, datetime
from hashlib import sha256

from mmbackup.engine.format.archive import Member
from mmbackup.engine.operations.restore.job import Existing
from mmbackup.engine.operations.restore.outcomes import Became, FileFault

_LONGEST_NAME = 255
_CHUNK = 1 << 20
_TRIES = 100


def status_of(folder: int, name: bytes) -> os.stat_result | None:
    """Links are not followed. None if nothing is there."""
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def is_same_inode(folder: int, name: bytes, other: bytes) -> bool:
    """Both are there, and names of one file."""
    found, wanted = status_of(folder, name), status_of(folder, other)
    return bool(found and wanted and (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino))


def is_same_file(folder: int, name: bytes, member: Member, size: int, digest: str, *, owners: bool) -> bool:
    """What stands there is, to the last byte, what is to be restored; only then its content is read."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return False
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size != size:
            return False
        if not _has_attributes(found, member, owners=owners):
            return False
        return _digest(descriptor) == digest
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _has_attributes(found: os.stat_result, member: Member, *, owners: bool) -> bool:
    if found.st_mtime_ns != member.mtime_ns or (found.st_mode ^ member.mode) & 0o1777:
        return False
    return not owners or (found.st_uid, found.st_gid) == (member.uid, member.gid)


def _digest(descriptor: int) -> str:
    digest = sha256()
    while chunk := os.read(descriptor, _CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def ending_of(at: datetime) -> str:
    """Of the name of what is set aside."""
    return f".before-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


class Policy:
    """What becomes of what is there already: at is the moment in a set aside file's new name."""

    def __init__(self, existing: Existing, at: datetime) -> None:
        self.existing = existing
        self._ending = ending_of(at).encode()

    @property
    def keeps(self) -> bool:
        return self.existing is Existing.KEEP

    def make_way(self, folder: int, name: bytes, found: os.stat_result) -> Became:
        """For a file or a link that is about to be renamed onto name; KEPT if it must not be."""
        if self.existing is Existing.KEEP:
            return Became.KEPT
        if self.existing is Existing.SET_ASIDE:
            self.set_aside(folder, name, is_folder=stat.S_ISDIR(found.st_mode))
            return Became.SET_ASIDE
        if stat.S_ISDIR(found.st_mode):
            raise FileFault("a folder stands in its place")
        return Became.REPLACED

    def move_from_way(self, folder: int, name: bytes) -> bool:
        """For a folder that is about to be made where something else stands. False if that stays."""
        if self.existing is not Existing.SET_ASIDE:
            return False
        self.set_aside(folder, name, is_folder=True)
        return True

    def set_aside(self, folder: int, name: bytes, *, is_folder: bool) -> None:
        """A file keeps its name too until the new one is renamed onto it: never a moment without one."""
        for number in range(1, _TRIES):
            ending = self._ending if number == 1 else b"%b-%d" % (self._ending, number)
            aside = name[: _LONGEST_NAME - len(ending)] + ending
            if status_of(folder, aside) is not None:
                continue
            if is_folder:
                os.rename(name, aside, src_dir_fd=folder, dst_dir_fd=folder)
            else:
                os.link(name, aside, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
            return
        raise FileFault("what stands in its place could not be set aside: the names for that are taken")
