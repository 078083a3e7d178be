"""Saves slices of files that are larger than a medium: one at a time, all of the same state of the file."""

import contextlib
import os
from collections.abc import Callable

from mmbackup.engine.format import archive
from mmbackup.engine.format.archive import Member
from mmbackup.engine.format.names import escape
from mmbackup.engine.format.slices import Slice, slice_name
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.entry import DEVICE, INODE, PATH, SOURCE, Entry
from mmbackup.engine.sources.frame_builder import FrameBuilder
from mmbackup.engine.sources.moved import MovedFiles
from mmbackup.engine.sources.opening import Vanished, XattrReader, has_changed, open_file
from mmbackup.engine.sources.shared import SharedMemory
from mmbackup.engine.sources.sparse import data_segments
from mmbackup.engine.sources.streaming import Changed, Refused, Shrunk, Stream

# the first three tell a file again: devices are numbered anew by each start of the machine
Facts = tuple[int, int, int, int, int, int]  # size, mtime_ns, inode, mode, uid, gid
Wanted = tuple[int, int, int]  # the slice's number, its offset, and the most bytes it may have


class Slicer:
    """Each of its two requests is answered with a message of its own, if there is anything to answer."""

    def __init__(
        self,
        builder: FrameBuilder,
        memory: SharedMemory,
        stream: Stream,
        note_gone: Callable[[Entry], None],
        send: Callable[[Message], None],
    ) -> None:
        self._builder = builder
        self._memory = memory
        self._stream = stream
        self._note_gone = note_gone
        self._send = send
        self._moved = MovedFiles()
        self._xattrs = XattrReader()

    def weigh(self, unit: int, entry: Entry) -> None:
        """How many bytes there are to save of the file, holes apart; 0 when that cannot be told."""
        self._memory.enter(entry[SOURCE])
        try:
            size = self._weight(entry)
        except (Vanished, OSError):
            size = 0
        finally:
            self._memory.leave()
        self._send(("weighed", unit, size))

    def save(self, unit: int, entry: Entry, wanted: Wanted, facts: Facts | None) -> None:
        """facts: the file as it was at its first slice, None for that one."""
        self._builder.unit = unit
        self._memory.enter(entry[SOURCE])
        try:
            self._try_to_save(entry, wanted, facts)
            self._builder.hand_over(1, done=True)
        except Refused:
            self._stream.stop()
        finally:
            self._memory.leave()

    def _weight(self, entry: Entry) -> int:
        _, descriptor, status = self._open(entry)
        try:
            segments = data_segments(descriptor, status)
        finally:
            os.close(descriptor)
        return status.st_size if segments is None else sum(size for _, size in segments)

    def _try_to_save(self, entry: Entry, wanted: Wanted, facts: Facts | None) -> None:
        path = escape(entry[PATH])
        try:
            self._save(entry, wanted, facts)
        except (Vanished, FileNotFoundError):
            if facts is None:
                self._note_gone(entry)
            else:
                self._builder.failed(entry, f"{path}: vanished after its first slices were saved")
        except (Changed, Shrunk):
            self._builder.failed(entry, f"{path}: changed between its slices or while one was read")
        except OSError as error:
            self._builder.failed(entry, f"{path}: {error.strerror or error}")

    def _save(self, entry: Entry, wanted: Wanted, facts: Facts | None) -> None:
        path, descriptor, status = self._open(entry)
        try:
            if facts is not None and _facts(status)[:3] != facts[:3]:
                raise Changed
            facts = facts or _facts(status)
            number, offset, size = wanted
            one = Slice(number, offset, min(size, facts[0] - offset), facts[0])
            digest = self._put(entry, descriptor, status, one, facts)
        finally:
            os.close(descriptor)
        self._builder.saved_slice(entry, path, one)
        self._stream.finish()
        self._send(("sliced", self._builder.unit, (one.offset, one.size, one.total, digest), facts))

    def _put(self, entry: Entry, descriptor: int, status: os.stat_result, one: Slice, facts: Facts) -> str:
        def check() -> None:
            if has_changed(status, os.fstat(descriptor)):
                raise Changed

        name = self._builder.placings[entry[SOURCE]].archive_name(entry)
        member = _member(slice_name(name, one.number), facts, one.size)
        member.xattrs = self._xattrs.read(descriptor, status.st_dev)
        digest = self._stream.save_range(member, descriptor, one.offset, check)
        original = _member(name, facts, one.size)
        original.xattrs = member.xattrs
        self._builder.record(entry, original, size=one.total, sha256=digest, at=0, slice_text=one.text())
        return digest

    def _open(self, entry: Entry) -> tuple[bytes, int, os.stat_result]:
        """Where it was found, its descriptor and its status."""
        try:
            return entry[PATH], *open_file(entry[PATH], entry[DEVICE], entry[INODE])
        except Vanished:
            for path in self._moved.places(entry[PATH], entry[INODE]):
                with contextlib.suppress(Vanished):
                    return path, *open_file(path, entry[DEVICE], entry[INODE])
            raise


def _facts(status: os.stat_result) -> Facts:
    return (
        status.st_size,
        status.st_mtime_ns,
        status.st_ino,
        status.st_mode & 0o7777,
        status.st_uid,
        status.st_gid,
    )


def _member(name: bytes, facts: Facts, size: int) -> Member:
    _, mtime_ns, _, mode, uid, gid = facts
    return Member(name, archive.FILE, mode, uid, gid, size, mtime_ns)
