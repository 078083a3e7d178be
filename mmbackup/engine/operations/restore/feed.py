"""Puts a part's entries together in jobs: those of a frame side by side, in the order of the medium."""

import itertools
from collections.abc import Callable, Iterable, Iterator

from mmbackup.engine.format.frame_reader import LARGEST_FRAME
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.restoring import Group

JOB_SIZE, JOB_FILES = 4 << 20, 500


class Feed:
    """aside takes at once what is no whole file and no link: slices, and folders. Hard links, which come
    last, are left in links when the jobs are through.
    """

    def __init__(self, entries: Iterable[IndexedFile], aside: Callable[[IndexedFile], None]) -> None:
        self._entries = iter(entries)
        self._aside = aside
        self.links: Iterator[IndexedFile] = iter(())

    def jobs(self) -> Iterator[list[Group]]:
        """Each about as large as a frame: so no process is left idle for long at the end."""
        job: list[Group] = []
        size = files = 0
        for group in self._groups():
            job.append(group)
            size += sum(entry.size for entry in group[1])
            files += len(group[1])
            if size >= JOB_SIZE or files >= JOB_FILES:
                yield job
                job, size, files = [], 0, 0
        if job:
            yield job

    def _groups(self) -> Iterator[Group]:
        """Entries of one frame. The next frame that is known says how long it can be at the most."""
        group: list[IndexedFile] = []
        for entry in self._whole():
            if group and (not _same_frame(group[0], entry) or len(group) >= JOB_FILES):
                yield _room(group[0], entry), group
                group = []
            group.append(entry)
        if group:
            yield LARGEST_FRAME, group

    def _whole(self) -> Iterator[IndexedFile]:
        for entry in self._entries:
            if entry.kind == "hard link":
                self.links = itertools.chain([entry], self._entries)
                return
            if entry.slice is None and entry.kind != "folder":
                yield entry
            else:
                self._aside(entry)


def _same_frame(one: IndexedFile, other: IndexedFile) -> bool:
    return one.frame == other.frame and one.piece == other.piece


def _room(entry: IndexedFile, following: IndexedFile) -> int:
    if entry.piece != following.piece or following.frame <= entry.frame:
        return LARGEST_FRAME
    return min(LARGEST_FRAME, following.frame - entry.frame)
