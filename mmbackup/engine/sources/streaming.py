"""Saves a file that is larger than a frame, or sparse, over frames of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Protocol

from mmbackup.engine.format.archive import Member, Segment, headers, sparse_headers, sparse_map
from mmbackup.engine.format.frame import FRAME_SIZE
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.entry import Entry
from mmbackup.engine.sources.frame_builder import FrameBuilder
from mmbackup.engine.sources.shared import SharedMemory

_ZEROS = bytes(1 << 20)


class Shrunk(Exception):
    """The file is shorter than it was a moment ago."""


class Changed(Exception):
    """The file is not the one any more of which the first slices were saved."""


class Refused(Exception):
    """The engine has no room for this file."""


class _Hash(Protocol):
    def update(self, chunk: memoryview | bytes, /) -> None: ...


def read_into(descriptor: int, view: memoryview, start: int = 0) -> None:
    """All of view, or Shrunk."""
    filled = 0
    while filled < len(view):
        count = os.preadv(descriptor, [view[filled:]], start + filled)
        if not count:
            raise Shrunk
        filled += count


class Stream:
    """is_refused asks the engine's messages whether it wants no more of the unit."""

    def __init__(
        self,
        builder: FrameBuilder,
        memory: SharedMemory,
        send: Callable[[Message], None],
        is_refused: Callable[[int], bool],
    ) -> None:
        self._builder = builder
        self._memory = memory
        self._send = send
        self._is_refused = is_refused
        self._index = 0
        self._is_open = False

    def save(  # noqa: PLR0917 - all that a file is
        self,
        entry: Entry,
        member: Member,
        descriptor: int,
        index: int,
        segments: list[Segment] | None,
        start: int = 0,
    ) -> None:
        """Shrunk or an OSError leave no trace of the file. The last frame stays in hand until finish.

        start is where the content begins; segments are counted from the descriptor's beginning.
        """
        with self._whole_or_nothing(index):
            self._put(entry, member, descriptor, segments, start)

    def save_range(self, member: Member, descriptor: int, start: int, check: Callable[[], None]) -> str:
        """member.size bytes from start on, and their SHA-256. What check raises leaves no trace either."""
        digest = sha256()
        with self._whole_or_nothing(0):
            self._builder.put(headers(member))
            self._put_data(descriptor, start, member.size, digest)
            self._builder.pad(member.size)
            check()
        return digest.hexdigest()

    @contextmanager
    def _whole_or_nothing(self, index: int) -> Iterator[None]:
        if not self._builder.is_empty:
            self._builder.hand_over(index)
        self._index = index
        self._is_open = True
        try:
            yield
        except (Shrunk, Changed, OSError):
            self._is_open = False
            self._builder.forget_content()
            self._send(("rollback", self._builder.unit))
            raise

    def finish(self) -> None:
        """Hand over the end of a file that was streamed; no other file follows in its last frame."""
        if self._is_open:
            self._is_open = False
            self._builder.hand_over(self._index + 1)

    def stop(self) -> None:
        """After Refused: the unit ends here, and the engine forgets what it has of the file."""
        self._is_open = False
        self._builder.forget_content()
        self._send(("stopped", self._builder.unit))

    def _put(
        self, entry: Entry, member: Member, descriptor: int, segments: list[Segment] | None, start: int
    ) -> None:
        real_size, digest = member.size, sha256()
        if segments is None:
            self._builder.put(headers(member))
            self._put_data(descriptor, start, real_size, digest)
        else:
            self._put_sparse(member, descriptor, segments, digest)
        self._builder.pad(member.size)
        self._builder.record(entry, member, size=real_size, sha256=digest.hexdigest(), at=0)

    def _put_sparse(self, member: Member, descriptor: int, segments: list[Segment], digest: _Hash) -> None:
        real_size = member.size
        layout = sparse_map(segments)
        member.size = len(layout) + sum(size for _, size in segments)
        self._put_bytes(sparse_headers(member, real_size) + layout)
        position = 0
        for start, size in segments:
            self._hash_hole(start - position, digest)
            self._put_data(descriptor, start, size, digest)
            position = start + size

    def _put_data(self, descriptor: int, start: int, size: int, digest: _Hash) -> None:
        builder = self._builder
        end = start + size
        while start < end:
            room = self._room()
            piece = builder.view[builder.position : builder.position + min(room, end - start)]
            count = os.preadv(descriptor, [piece], start)
            if not count:
                raise Shrunk
            self._memory.tick()
            digest.update(piece[:count])
            builder.position += count
            start += count

    def _put_bytes(self, content: bytes) -> None:
        """A sparse file's map may be long."""
        while content:
            room = self._room()
            self._builder.put(content[:room])
            content = content[room:]

    def _room(self) -> int:
        """Bytes up to the frame's end; a full frame is handed over."""
        if self._builder.position >= FRAME_SIZE:
            if self._is_refused(self._builder.unit):
                raise Refused
            self._builder.hand_over(self._index, whole=False)
        return FRAME_SIZE - self._builder.position

    def _hash_hole(self, size: int, digest: _Hash) -> None:
        """Holes read as zeros."""
        while size > 0:
            digest.update(_ZEROS[:size])
            self._memory.tick()
            size -= len(_ZEROS)
