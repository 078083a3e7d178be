"""Saves what was fetched from a host: out of the spool folder into frames of the archive."""

import os
from hashlib import sha256

from mmbackup.engine.format.archive import FILE, FOLDER, HARD_LINK, Member, headers, padding
from mmbackup.engine.format.names import escape
from mmbackup.engine.sources.entry import PATH, SOURCE, Entry
from mmbackup.engine.sources.fetched import FAILED, FOUND_AT, GONE, OFFSET, OUTCOME, Row, member_of
from mmbackup.engine.sources.frame_builder import FrameBuilder
from mmbackup.engine.sources.mailbox_lock import NOT_LOCKED
from mmbackup.engine.sources.shared import RAW_SIZE
from mmbackup.engine.sources.streaming import Shrunk, Stream, read_into

Fetched = tuple[str, Row]  # the file that holds the content, and what came


class FetchedSaver:
    """For one unit at a time; close() when it is done."""

    def __init__(self, builder: FrameBuilder, stream: Stream) -> None:
        self._builder = builder
        self._stream = stream
        self._files: dict[str, int] = {}
        self._saved: dict[
            bytes, tuple[bytes, int]
        ] = {}  # by its path there: its name in the archive, its size

    def save(self, index: int, entry: Entry, fetched: Fetched) -> None:
        file, row = fetched
        if row[0] == GONE:
            self._builder.vanished(entry)
        elif row[0] == FAILED:
            self._builder.failed(entry, row[1])
        else:
            self._save(index, entry, file, row)

    def close(self) -> None:
        for descriptor in self._files.values():
            os.close(descriptor)
        self._files.clear()
        self._saved.clear()

    def _save(self, index: int, entry: Entry, file: str, row: Row) -> None:
        path = row[FOUND_AT].rstrip(b"/")
        name = self._builder.placings[entry[SOURCE]].archive_name(entry, path)
        member = member_of(row, name)
        try:
            if member.kind == HARD_LINK:
                self._save_link(index, entry, path, member)
            elif member.kind == FILE:
                self._save_file(index, entry, member, file, row[OFFSET])
                self._note(entry, path, member.size, self._told(entry, row[OUTCOME]))
                self._stream.finish()
                self._saved[path] = name, member.size
            else:
                self._save_without_content(index, entry, path, member)
        except (Shrunk, OSError) as error:
            text = f"{escape(entry[PATH])}: what was fetched of it cannot be read: {error}"
            self._builder.failed(entry, text)

    def _told(self, entry: Entry, outcome: str) -> str:
        is_mailbox = self._builder.placings[entry[SOURCE]].is_of_mailboxes
        return NOT_LOCKED if is_mailbox and outcome == "saved" else outcome

    def _note(self, entry: Entry, path: bytes, size: int, outcome: str) -> None:
        self._builder.saved(entry, path, size, outcome)

    def _save_link(self, index: int, entry: Entry, path: bytes, member: Member) -> None:
        """A further name of a file that came before it in the same unit."""
        if member.link not in self._saved:
            text = f"{escape(entry[PATH])}: is a further name of {escape(member.link)}, which did not come"
            self._builder.failed(entry, text)
            return
        member.link, size = self._saved[member.link]
        member.size = 0
        at = self._put_headers(index, member)
        self._builder.record(entry, member, size=size, sha256="", at=at)
        self._note(entry, path, size, "saved")

    def _save_file(self, index: int, entry: Entry, member: Member, file: str, offset: int) -> None:
        descriptor = self._open(file)
        if member.size > RAW_SIZE // 2:
            self._stream.save(entry, member, descriptor, index, None, offset)
            return
        head, builder = headers(member), self._builder
        if builder.position + len(head) + member.size + padding(member.size) > RAW_SIZE:
            builder.hand_over(index)
        at = builder.position
        start = at + len(head)
        content = builder.view[start : start + member.size]
        read_into(descriptor, content, offset)
        builder.put(head)
        builder.position = start + member.size
        builder.pad(member.size)
        builder.record(entry, member, size=member.size, sha256=sha256(content).hexdigest(), at=at)

    def _save_without_content(self, index: int, entry: Entry, path: bytes, member: Member) -> None:
        if member.kind == FOLDER:
            member.name = member.name.rstrip(b"/") + b"/"
        member.size = 0
        at = self._put_headers(index, member)
        self._builder.record(entry, member, size=0, sha256="", at=at)
        if member.kind != FOLDER:
            self._note(entry, path, 0, "saved")

    def _put_headers(self, index: int, member: Member) -> int:
        head = headers(member)
        if self._builder.position + len(head) > RAW_SIZE:
            self._builder.hand_over(index)
        at = self._builder.position
        self._builder.put(head)
        return at

    def _open(self, file: str) -> int:
        if file not in self._files:
            self._files[file] = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        return self._files[file]
