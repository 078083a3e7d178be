"""Joins the slices of a file that lies on several media in a file beside its place; whole, it goes there.

What was joined keeps its name beside until the part counts: a process that dies before leaves to the next one
the slices of the other media, or the whole file in its place, and never its last slice alone.
"""

import contextlib
import os
import stat
import time
from collections.abc import Iterable, Sequence
from hashlib import sha256

from mmbackup.engine.errors import BackupError
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.content import Opened
from mmbackup.engine.operations.restore.folders import Folders
from mmbackup.engine.operations.restore.job import RestoreJob
from mmbackup.engine.operations.restore.outcomes import Became, FileFault
from mmbackup.engine.operations.restore.places import places_of
from mmbackup.engine.operations.restore.restoring import Restorer
from mmbackup.engine.operations.restore.standing import is_same_inode, status_of
from mmbackup.engine.operations.restore.writer import NOT_SAVED_SO, write_at

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
Joined = Sequence[Sequence[int]]


class Joiner:
    """Run by the restore itself, never by two processes. run_id makes the names beside this restore's own."""

    def __init__(self, restorer: Restorer, run_id: str) -> None:
        self._restorer = restorer
        self._run_id = run_id
        self.whole: list[bytes] = []

    def slice(self, entry: IndexedFile, joined: Joined) -> Became:
        """joined: offset and size of the slices that are in place. RESTORED or the like with the last one."""
        became = self._slice(entry, joined)
        if became.is_back:
            self.whole.append(entry.path)
        return became

    def _slice(self, entry: IndexedFile, joined: Joined) -> Became:
        one = entry.slice
        assert one is not None  # noqa: S101 - the caller asks for slices alone
        spot = self._restorer.places.spot(entry)
        folder, beside = self._restorer.folders.holding(spot), _beside(self._run_id, entry.path)
        self._restorer.writer.forget_half_written(folder)
        if is_same_inode(folder, spot.name, beside):  # by a process that died before the part counted
            return Became.RESTORED
        if self._restorer.policy.keeps and status_of(folder, spot.name) is not None:
            return Became.KEPT
        if one.offset + one.size > one.total:
            raise FileFault("it is a slice that ends behind its file's end")
        if not self._join(entry, folder, beside, joined):
            return Became.SLICE
        return self._restorer.writer.further_name(folder, spot.name, (folder, beside))

    def _join(self, entry: IndexedFile, folder: int, beside: bytes, joined: Joined) -> bool:
        """Is it whole now?"""
        one, opened = entry.slice, self._restorer.opened(entry)
        assert one is not None  # noqa: S101 - the caller asks for slices alone
        descriptor = _open(folder, beside, opened.found.member.uid)
        try:
            self._copy(entry, opened, descriptor, one.offset)
            if not _is_whole([*joined, (one.offset, one.size)], one.total):
                return False
            os.ftruncate(descriptor, one.total)
            self._restorer.attributes.give(descriptor, opened.found.member, time.time_ns())
        finally:
            os.close(descriptor)
        return True

    def _copy(self, entry: IndexedFile, opened: Opened, descriptor: int, position: int) -> None:
        digest = sha256()
        for chunk in self._restorer.content.content(opened):
            digest.update(chunk)
            write_at(descriptor, chunk, position)
            position += len(chunk)
            self._restorer.tick(len(chunk))
        if digest.hexdigest() != entry.sha256:
            raise FileFault(NOT_SAVED_SO)


def forget_joined(job: RestoreJob, plan: Plan, paths: Iterable[bytes]) -> None:
    """The names beside: of what is whole, when its part counts; of all else at the restore's end."""
    folders = Folders(lambda _path: None)
    with contextlib.suppress(BackupError), contextlib.closing(folders):
        places = places_of(job.target)
        for path in paths:
            found = plan.find(path)
            with contextlib.suppress(OSError, FileFault):
                if found is not None:
                    folder = folders.holding(places.spot(found[1]), make=False)
                    os.unlink(_beside(job.run_id, path), dir_fd=folder)


def _beside(run_id: str, path: bytes) -> bytes:
    return f".mmbackup-joining-{run_id[:8]}-{sha256(path).hexdigest()[:16]}".encode()


def _open(folder: int, name: bytes, owner: int) -> int:
    """owner: whose it will be, and is already when a process died over giving it away."""
    descriptor = os.open(name, _FLAGS, 0o600, dir_fd=folder)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or found.st_uid not in (os.geteuid(), owner):
        os.close(descriptor)
        raise FileFault("something that is not ours stands where its slices are to be joined")
    return descriptor


def _is_whole(pieces: Joined, total: int) -> bool:
    position = 0
    for offset, size in sorted((piece[0], piece[1]) for piece in pieces):
        if offset > position:
            return False
        position = max(position, offset + size)
    return position >= total
