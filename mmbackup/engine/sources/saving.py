"""Saves the entries of a unit: opens, reads and hashes each, and puts it into frames of the archive."""

import contextlib
import os
import stat
from hashlib import sha256

from mmbackup.engine.format import archive
from mmbackup.engine.format.archive import Member, headers, padding
from mmbackup.engine.format.names import escape
from mmbackup.engine.sources.entry import (
    DEVICE,
    FILE,
    FOLDER,
    INODE,
    KIND,
    OUTPUT,
    PATH,
    SOURCE,
    SYMLINK,
    Entry,
)
from mmbackup.engine.sources.frame_builder import FrameBuilder
from mmbackup.engine.sources.mailbox_lock import NOT_LOCKED, MailboxLock
from mmbackup.engine.sources.moved import MovedFiles
from mmbackup.engine.sources.opening import Vanished, XattrReader, has_changed, open_file
from mmbackup.engine.sources.roots import Roots
from mmbackup.engine.sources.saving_fetched import Fetched, FetchedSaver
from mmbackup.engine.sources.shared import RAW_SIZE, SharedMemory
from mmbackup.engine.sources.sparse import data_segments
from mmbackup.engine.sources.streaming import Refused, Shrunk, Stream, read_into

_TRIES = 3


class Saver:
    """Saves units one after the other."""

    def __init__(self, builder: FrameBuilder, memory: SharedMemory, stream: Stream, roots: Roots) -> None:
        self._builder = builder
        self._memory = memory
        self._stream = stream
        self._roots = roots
        self._moved = MovedFiles()
        self._lock = MailboxLock(memory.tick)
        self._xattrs = XattrReader()
        self._fetched = FetchedSaver(builder, stream)
        self._index = 0
        self._linked = (-1, -1, -1)
        self._link_names: list[bytes] = []

    def save(self, unit: int, entries: list[Entry], fetched: list[Fetched | None]) -> None:
        """All entries, in order; stops where the engine refuses a frame of a large file.

        fetched holds what other machines have sent of each of them; empty: all lie on this one.
        """
        self._builder.unit = unit
        self._linked = (-1, -1, -1)
        source = -1
        try:
            for self._index, entry in enumerate(entries):
                if entry[SOURCE] != source:
                    source = entry[SOURCE]
                    self._memory.enter(source)
                self._memory.tick()
                sent = fetched[self._index] if fetched else None
                if sent is not None:
                    self._fetched.save(self._index, entry, sent)
                elif entry[KIND] == OUTPUT or self._builder.placings[source].is_here:
                    self._save_entry(entry)
                else:  # a file of that name on this machine is another one
                    self._builder.failed(entry, f"{escape(entry[PATH])}: was not fetched from its machine")
            self._builder.hand_over(len(entries), done=True)
        except Refused:
            self._stream.stop()
        finally:
            self._fetched.close()
            self._memory.leave()

    def _save_entry(self, entry: Entry) -> None:
        try:
            if entry[KIND] in {FILE, OUTPUT}:
                self._save_file(entry)
            else:
                self._save_without_content(entry)
        except (Vanished, FileNotFoundError):
            self.note_gone(entry)
        except Shrunk:
            self._builder.failed(entry, f"{escape(entry[PATH])}: shrank each of {_TRIES} times it was read")
        except OSError as error:
            self._builder.failed(entry, f"{escape(entry[PATH])}: {error.strerror or error}")

    def note_gone(self, entry: Entry) -> None:
        """Noted; an error when what it lay in is gone as a whole."""
        root = self._roots.newly_lost(entry)
        if root:
            text = f"{escape(root)}: is not there any more; what was listed below it is not saved"
            self._builder.failed(entry, text)
        else:
            self._builder.vanished(entry)

    def _save_file(self, entry: Entry) -> None:
        key = (entry[SOURCE], entry[DEVICE], entry[INODE])
        if key != self._linked:
            self._linked, self._link_names = key, []
        elif self._link_names and self._save_link(entry, entry[PATH]):
            return
        try:
            self._save_at(entry, entry[PATH], "saved")
        except Vanished:
            self._follow(entry)

    def _follow(self, entry: Entry) -> None:
        """Where it has moved to, and on from there, as mail does while somebody reads it."""
        for path in self._moved.places(entry[PATH], entry[INODE]):
            if self._link_names and self._save_link(entry, path):
                return
            with contextlib.suppress(Vanished):
                self._save_at(entry, path, "moved")
                return
        raise Vanished

    def _save_link(self, entry: Entry, path: bytes) -> bool:
        """A further name of the file saved last. False if it is another file by now."""
        name = self._builder.placings[entry[SOURCE]].archive_name(entry, path)
        status = os.lstat(path) if os.path.lexists(path) else None
        if status is None or (status.st_dev, status.st_ino) != (entry[DEVICE], entry[INODE]):
            return False
        if name in self._link_names:
            self._builder.gone(entry, "moved")
            return True
        member = _member(name, archive.HARD_LINK, status, 0)
        member.link = self._link_names[0]
        at = self._put_headers(member)
        self._builder.record(entry, member, size=status.st_size, sha256="", at=at)
        self._builder.saved(entry, path, status.st_size, "saved")
        self._link_names.append(name)
        return True

    def _save_at(self, entry: Entry, path: bytes, outcome: str) -> None:
        descriptor, status = open_file(path, entry[DEVICE], entry[INODE])
        try:
            if self._builder.placings[entry[SOURCE]].is_of_mailboxes:
                outcome = outcome if self._lock.lock(descriptor, path) else NOT_LOCKED
                status = os.fstat(descriptor)
            status = self._save_open(entry, path, descriptor, status)
            if has_changed(status, os.fstat(descriptor)):
                outcome = "changed while read"
        finally:
            os.close(descriptor)
        self._builder.saved(entry, path, status.st_size, outcome)
        self._stream.finish()
        self._link_names.append(self._builder.placings[entry[SOURCE]].archive_name(entry, path))

    def _save_open(
        self, entry: Entry, path: bytes, descriptor: int, status: os.stat_result
    ) -> os.stat_result:
        """The status whose size was saved: a file that shrinks meanwhile is read again."""
        name = self._builder.placings[entry[SOURCE]].archive_name(entry, path)
        for _ in range(_TRIES):
            member = _member(name, archive.FILE, status, status.st_size)
            member.xattrs = self._xattrs.read(descriptor, status.st_dev)
            segments = data_segments(descriptor, status)
            try:
                if segments is not None or status.st_size > RAW_SIZE // 2:
                    self._stream.save(entry, member, descriptor, self._index, segments)
                else:
                    self._save_small(entry, member, descriptor)
            except Shrunk:
                status = os.fstat(descriptor)
                continue
            return status
        raise Shrunk

    def _save_small(self, entry: Entry, member: Member, descriptor: int) -> None:
        builder, size = self._builder, member.size
        head = headers(member)
        if builder.position + len(head) + size + padding(size) > RAW_SIZE:
            builder.hand_over(self._index)
        at = builder.position
        start = at + len(head)
        content = builder.view[start : start + size]
        read_into(descriptor, content)
        builder.put(head)
        builder.position = start + size
        builder.pad(size)
        builder.record(entry, member, size=size, sha256=sha256(content).hexdigest(), at=at)

    def _save_without_content(self, entry: Entry) -> None:
        """A symbolic link or a folder, if it is one still."""
        path, kind = entry[PATH], entry[KIND]
        status = os.lstat(path)
        name = self._builder.placings[entry[SOURCE]].archive_name(entry)
        if kind == SYMLINK and stat.S_ISLNK(status.st_mode):
            member = _member(name, archive.SYMLINK, status, 0)
            member.link = os.readlink(path)
        elif kind == FOLDER and stat.S_ISDIR(status.st_mode):
            member = _member(name.rstrip(b"/") + b"/", archive.FOLDER, status, 0)
        else:
            raise Vanished
        member.xattrs = self._xattrs.read(path, status.st_dev)
        at = self._put_headers(member)
        self._builder.record(entry, member, size=0, sha256="", at=at)
        if kind == SYMLINK:
            self._builder.saved(entry, path, 0, "saved")

    def _put_headers(self, member: Member) -> int:
        head = headers(member)
        if self._builder.position + len(head) > RAW_SIZE:
            self._builder.hand_over(self._index)
        at = self._builder.position
        self._builder.put(head)
        return at


def _member(name: bytes, kind: bytes, status: os.stat_result, size: int) -> Member:
    mode = status.st_mode & 0o7777
    return Member(name, kind, mode, status.st_uid, status.st_gid, size, status.st_mtime_ns)
