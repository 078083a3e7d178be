"""Writes one file after the other: nameless where the file system can, checked, and then in its place."""

import contextlib
import errno
import os
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Protocol

from mmbackup.engine.format.member_reader import SparseMap
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.attributes import Attributes
from mmbackup.engine.operations.restore.content import Opened, SetContent
from mmbackup.engine.operations.restore.folders import Folders
from mmbackup.engine.operations.restore.outcomes import Became, FileFault
from mmbackup.engine.operations.restore.places import Spot
from mmbackup.engine.operations.restore.sparse_data import after_map
from mmbackup.engine.operations.restore.standing import Policy, is_same_file, is_same_inode, status_of

NOT_SAVED_SO = "its bytes are not those that were saved (SHA-256 differs)"
_ZEROS = bytes(1 << 20)
_NO_NAMELESS = {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT, errno.ENOSYS}
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Hash(Protocol):
    def update(self, chunk: memoryview | bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class Writer:
    """mark makes the names of half-written files this process's own; tick is told of bytes, and may raise."""

    def __init__(
        self,
        content: SetContent,
        folders: Folders,
        policy: Policy,
        attributes: Attributes,
        *,
        mark: bytes,
        tick: Callable[[int], None],
    ) -> None:
        self._content = content
        self._folders = folders
        self._policy = policy
        self.attributes = attributes
        self._beside = b".mmbackup-restore-" + mark
        self._tick = tick
        self._looks_first = False
        self._is_nameless = True

    def file(self, entry: IndexedFile, spot: Spot, opened: Opened) -> Became:
        """FileFault or FormatError: nothing was changed."""
        folder = self._folder(spot)
        if self._looks_first and (became := self._standing(entry, folder, spot.name, opened)):
            return became
        whole = self._whole_content(entry, opened)
        descriptor, name = self._create(folder)
        try:
            if whole is not None:
                _write(descriptor, whole)
            else:
                self._stream(entry, opened, descriptor)
            self.attributes.give(descriptor, opened.found.member, time.time_ns())
            return self._put_in_place(entry, opened, folder, spot.name, (descriptor, name))
        except BaseException:
            self._forget(folder, name)
            raise
        finally:
            os.close(descriptor)

    def symlink(self, entry: IndexedFile, spot: Spot, opened: Opened) -> Became:
        folder, member, beside = self._folder(spot), opened.found.member, self._beside
        found = status_of(folder, spot.name)
        if found is not None and _leads_to(folder, spot.name) == entry.link:
            return Became.SAME
        self._forget(folder, beside)
        os.symlink(entry.link, beside, dir_fd=folder)
        try:
            self.attributes.give_to_link(beside, folder, member)
            return self.put(folder, beside, spot.name)
        finally:
            self._forget(folder, beside)

    def hard_link(self, spot: Spot, first: Spot, is_back: Callable[[Spot], bool]) -> Became:
        """A further name of a file that this restore brought back."""
        folder = self._folder(spot)
        if not is_back(first):
            if self._policy.keeps and status_of(folder, spot.name) is not None:
                return Became.KEPT
            raise FileFault("it is a further name of a file that was not restored")
        source = self._folders.holding(first, make=False)
        return self.further_name(folder, spot.name, (source, first.name))

    def further_name(self, folder: int, name: bytes, first: tuple[int, bytes]) -> Became:
        """first: the folder and the name under which the file stands already, and goes on to."""
        beside = self._beside
        self.forget_half_written(folder)
        os.link(first[1], beside, src_dir_fd=first[0], dst_dir_fd=folder, follow_symlinks=False)
        try:
            if is_same_inode(folder, name, beside):
                return Became.SAME
            return self.put(folder, beside, name)
        finally:
            self._forget(folder, beside)

    def forget_half_written(self, folder: int) -> None:
        """Of a process of this name that died."""
        self._forget(folder, self._beside)

    def _folder(self, spot: Spot) -> int:
        if not spot.name:
            raise FileFault("a folder stands in its place")
        return self._folders.holding(spot)

    def _standing(self, entry: IndexedFile, folder: int, name: bytes, opened: Opened) -> Became | None:
        """What is known before a byte is written; None if it is to be written."""
        found = status_of(folder, name)
        if found is None:
            return None
        if self._is_same(entry, folder, name, opened):
            return Became.SAME
        return Became.KEPT if self._policy.keeps else None

    def _is_same(self, entry: IndexedFile, folder: int, name: bytes, opened: Opened) -> bool:
        owners, member = self.attributes.gives_owners, opened.found.member
        return is_same_file(folder, name, member, entry.size, entry.sha256, owners=owners)

    def _whole_content(self, entry: IndexedFile, opened: Opened) -> memoryview | None:
        """Of a file that stands in one frame: checked before anything is written. None for any other."""
        found, frame = opened
        end = found.start + found.member.size
        if found.real_size is not None or end > len(frame.raw):
            return None
        whole = memoryview(frame.raw)[found.start : end]
        if sha256(whole).hexdigest() != entry.sha256:
            raise FileFault(NOT_SAVED_SO)
        self._tick(len(whole))
        return whole

    def _stream(self, entry: IndexedFile, opened: Opened, descriptor: int) -> None:
        digest = sha256()
        if opened.found.real_size is None:
            for chunk in self._content.content(opened):
                digest.update(chunk)
                _write(descriptor, chunk)
                self._tick(len(chunk))
        else:
            self._stream_sparse(opened, opened.found.real_size, descriptor, digest)
        if digest.hexdigest() != entry.sha256:
            raise FileFault(NOT_SAVED_SO)

    def _stream_sparse(self, opened: Opened, real_size: int, descriptor: int, digest: Hash) -> None:
        os.ftruncate(descriptor, real_size)
        layout, chunks = SparseMap(real_size), self._content.content(opened)
        data = after_map(layout, chunks)
        position = 0
        for start, size in zip(layout.numbers[::2], layout.numbers[1::2], strict=False):
            self._hash_hole(start - position, digest)
            position = start
            for part in data.take(size):
                digest.update(part)
                write_at(descriptor, part, position)
                self._tick(len(part))
                position += len(part)
        if data.has_more():
            raise FileFault("it holds more than its map says")
        self._hash_hole(real_size - position, digest)

    def _hash_hole(self, size: int, digest: Hash) -> None:
        while size > 0:
            digest.update(_ZEROS[:size])
            self._tick(0)
            size -= len(_ZEROS)

    def _create(self, folder: int) -> tuple[int, bytes]:
        """An open file, and its name beside; empty: it has none yet, and vanishes with this process."""
        if self._is_nameless:
            try:
                return os.open(b".", os.O_WRONLY | os.O_TMPFILE | os.O_CLOEXEC, 0o600, dir_fd=folder), b""
            except OSError as error:
                if error.errno not in _NO_NAMELESS:
                    raise
                self._is_nameless = False
        self._forget(folder, self._beside)
        return os.open(self._beside, _FLAGS, 0o600, dir_fd=folder), self._beside

    def _put_in_place(
        self, entry: IndexedFile, opened: Opened, folder: int, name: bytes, made: tuple[int, bytes]
    ) -> Became:
        descriptor, beside = made
        try:
            _link(descriptor, beside, folder, name)
        except FileExistsError:
            if not self._looks_first:
                self._looks_first = True
                if became := self._standing(entry, folder, name, opened):
                    self._forget(folder, beside)
                    return became
        else:
            self._forget(folder, beside)
            return Became.RESTORED
        if not beside:
            self._forget(folder, self._beside)
            _link(descriptor, beside, folder, self._beside)
        try:
            return self.put(folder, self._beside, name)
        finally:
            self._forget(folder, self._beside)

    def put(self, folder: int, beside: bytes, name: bytes) -> Became:
        """Into its place, by the policy."""
        found = status_of(folder, name)
        if found is None:
            os.link(beside, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
            return Became.RESTORED
        became = self._policy.make_way(folder, name, found)
        if became is not Became.KEPT:
            os.rename(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
        return became

    @staticmethod
    def _forget(folder: int, name: bytes) -> None:
        if name:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name, dir_fd=folder)


def _link(descriptor: int, beside: bytes, folder: int, name: bytes) -> None:
    """Give the file its name; FileExistsError if that is taken."""
    if beside:
        os.link(beside, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    else:
        os.link(f"/proc/self/fd/{descriptor}", name, dst_dir_fd=folder, follow_symlinks=True)


def _write(descriptor: int, chunk: memoryview) -> None:
    while chunk:
        chunk = chunk[os.write(descriptor, chunk) :]


def write_at(descriptor: int, chunk: memoryview, position: int) -> None:
    while chunk:
        count = os.pwrite(descriptor, chunk, position)
        position += count
        chunk = chunk[count:]


def _leads_to(folder: int, name: bytes) -> bytes | None:
    try:
        return os.readlink(name, dir_fd=folder)
    except OSError:
        return None
