"""What all media kept in a folder share: the port's calls on the folder's descriptor, following no link."""

import errno
import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from mmbackup.engine.errors import FormatError, MediumDamaged, MediumFull
from mmbackup.engine.format.names import escape
from mmbackup.engine.media.faults import medium_faults
from mmbackup.engine.media.folder_file import FolderFile
from mmbackup.engine.media.folder_reader import FolderReader
from mmbackup.engine.media.past_cache import open_past_cache, read_past_cache
from mmbackup.engine.media.port import INCOMPLETE, MOST_NAMES, Room, TooManyNames
from mmbackup.engine.media.regular import refuse_special
from mmbackup.engine.media.tree import FOLDER_FLAGS, remove_tree, sum_of_sizes

READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
CREATE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
NOTHING_THERE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}


class FolderMedium(ABC):
    """The kinds add what a medium of theirs can hold, and when it is no longer the one in the drive."""

    name_hint = ""

    def __init__(self, root: int) -> None:
        """Take over the descriptor."""
        self._root = root

    @abstractmethod
    def room(self) -> Room: ...

    @abstractmethod
    def is_write_protected(self) -> bool: ...

    @abstractmethod
    def check_cheaply(self) -> None:
        """What check() promises, at a price that every call can pay."""

    def check(self) -> None:
        self.check_cheaply()

    def prepare_write(self) -> None:
        """Raise what stands against a write now."""
        self.check_cheaply()

    def grant(self, wanted: int) -> int:
        """How many of the next bytes there is room for."""
        return wanted

    @abstractmethod
    def forget_sizes(self) -> None:
        """Files were made, cut or removed: what was counted of them no longer holds."""

    def names(self, folder: str = "") -> list[str]:
        with self._folder(folder) as descriptor:
            return sorted(_bounded(descriptor))

    def size(self, path: str) -> int:
        with self._parent(path) as (folder, name):
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISDIR(found.st_mode):
                return found.st_size
            return sum_of_sizes(folder, name, most=MOST_NAMES)

    def exists(self, path: str) -> bool:
        self.check_cheaply()
        try:
            with self._open_parent(path) as (folder, name):
                os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            if error.errno in NOTHING_THERE:
                return False
            with medium_faults(path):
                raise
        return True

    def read_small(self, path: str, limit: int) -> bytes:
        try:
            with self._parent(path) as (folder, name):
                return _read_bounded(name, folder, limit)
        except MediumDamaged as error:
            raise FormatError(str(error)) from error

    def read_back(self, path: str) -> Iterator[memoryview]:
        with self._parent(path) as (folder, name):
            refuse_special(name, folder)
            descriptor = open_past_cache(name, folder)
        try:
            for chunk in self._chunks(path, descriptor):
                self.check_cheaply()
                yield chunk
        finally:
            with medium_faults(path):  # a file of a file system that is gone fails even then
                os.close(descriptor)

    def reader(self, folder: str, *, past_cache: bool = False) -> FolderReader:
        self.check_cheaply()
        with _faults(folder):
            return FolderReader(self._open_folder(_parts(folder)), past_cache=past_cache)

    def create(self, path: str) -> FolderFile:
        self.prepare_write()
        self.forget_sizes()
        with self._parent(path) as (folder, name):
            return FolderFile(self, path, os.open(name, CREATE_FLAGS, 0o600, dir_fd=folder))

    def make_folder(self, path: str) -> None:
        self.prepare_write()
        with self._parent(path) as (folder, name):
            os.mkdir(name, 0o700, dir_fd=folder)

    def rename(self, old: str, new: str) -> None:
        self.prepare_write()
        self.forget_sizes()
        with self._parent(old) as (old_folder, old_name), self._parent(new) as (new_folder, new_name):
            os.rename(old_name, new_name, src_dir_fd=old_folder, dst_dir_fd=new_folder)
            _sync_folder(new_folder)
            _sync_folder(old_folder)

    def replace_small(self, path: str, content: bytes) -> None:
        folder, _, name = path.rpartition("/")
        beside = f"{folder}/{INCOMPLETE}{name}".lstrip("/")
        self.remove(beside)
        try:
            self._write_small(beside, content)
        except MediumFull:
            self.remove(beside)
            raise
        self.rename(beside, path)

    def remove(self, path: str) -> None:
        self.prepare_write()
        self.forget_sizes()
        if not self.exists(path):
            return
        with self._parent(path) as (folder, name):
            if stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                remove_tree(folder, name)
            else:
                os.unlink(name, dir_fd=folder)
            _sync_folder(folder)

    def sync_folder(self, path: str) -> None:
        with self._folder(path) as descriptor:
            _sync_folder(descriptor)

    def close(self) -> None:
        if self._root >= 0:
            root, self._root = self._root, -1
            os.close(root)

    def _write_small(self, path: str, content: bytes) -> None:
        file = self.create(path)
        try:
            file.write(content)
            file.sync()
        finally:
            file.close()

    def _chunks(self, path: str, descriptor: int) -> Iterator[memoryview]:
        with medium_faults(path):
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise FormatError(f"{_shown(path)} is not a regular file")
            yield from read_past_cache(descriptor)

    @contextmanager
    def _parent(self, path: str) -> Iterator[tuple[int, str]]:
        """The folder of a path, and the name in it."""
        self.check_cheaply()
        with _faults(path), self._open_parent(path) as found:
            yield found

    @contextmanager
    def _folder(self, path: str) -> Iterator[int]:
        self.check_cheaply()
        with _faults(path):
            descriptor = self._open_folder(_parts(path))
            try:
                yield descriptor
            finally:
                os.close(descriptor)

    @contextmanager
    def _open_parent(self, path: str) -> Iterator[tuple[int, str]]:
        *folders, name = _parts(path) or [""]
        if not name:
            raise FormatError("a path on the medium is empty")
        descriptor = self._open_folder(folders)
        try:
            yield descriptor, name
        finally:
            os.close(descriptor)

    def _open_folder(self, parts: list[str]) -> int:
        descriptor = os.open(".", FOLDER_FLAGS, dir_fd=self._root)
        for part in parts:
            try:
                below = os.open(part, FOLDER_FLAGS, dir_fd=descriptor)
            finally:
                os.close(descriptor)
            descriptor = below
        return descriptor


@contextmanager
def _faults(path: str) -> Iterator[None]:
    """What should be there and is not is damage."""
    with medium_faults(path):
        try:
            yield
        except FileNotFoundError as error:
            raise MediumDamaged(f"{_shown(path)} is missing on the medium") from error


def _read_bounded(name: str, folder: int, limit: int) -> bytes:
    refuse_special(name, folder)
    descriptor = os.open(name, READ_FLAGS, dir_fd=folder)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise FormatError(f"{_shown(name)} is not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(limit + 1) if found.st_size <= limit else b""
    finally:
        os.close(descriptor)
    if max(len(content), found.st_size) > limit:
        raise FormatError(f"{_shown(name)} is larger than {limit:,} bytes")
    return content


def _bounded(descriptor: int) -> list[str]:
    with os.scandir(descriptor) as found:
        names = [entry.name for entry in islice(found, MOST_NAMES + 1)]
    if len(names) > MOST_NAMES:
        raise TooManyNames(f"a folder on the medium holds more than {MOST_NAMES:,} names")
    return names


def _sync_folder(descriptor: int) -> None:
    """A file system that cannot sync a folder alone (EINVAL) is synced as a whole."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOSYS}:
            raise
        os.sync()


def _parts(path: str) -> list[str]:
    """The names of a path that stays on the medium; FormatError for any other."""
    parts = path.split("/") if path else []
    if any(part in {"", ".", ".."} or "\0" in part for part in parts):
        raise FormatError(f"{_shown(path)} is no path on a medium")
    return parts


def _shown(path: str) -> str:
    return escape(os.fsencode(path))
