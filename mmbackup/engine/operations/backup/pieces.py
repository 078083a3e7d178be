"""A stream of frames, cut into pieces that stay under a limit; each piece is a whole tar archive.

A file that would cross the limit goes on in `<piece>.002`, `<piece>.003` …: in name order they follow upon
each other, so that `cat messages.*.tar.zst* | zstd -dc | tar -xi` is always right.
"""

import contextlib
import hashlib
from dataclasses import dataclass, field

from mmbackup.engine.errors import MediumError
from mmbackup.engine.format.archive import END
from mmbackup.engine.format.frame import frame_of
from mmbackup.engine.format.manifest_line import frame_text
from mmbackup.engine.format.set_account import SetFile
from mmbackup.engine.media.port import Chunk, Medium, MediumFile

PIECE_LIMIT = (4 << 30) - (1 << 20)
ARCHIVE_END = frame_of(END)


@dataclass(slots=True)
class Part:
    """One file of a piece."""

    name: str
    file: MediumFile
    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a file of the archive begins, to come back to."""

    part: Part
    size: int
    digest: "hashlib._Hash"


class Pieces:
    """All pieces of one data type, numbered as they are opened; the streams take their numbers here."""

    def __init__(self, medium: Medium, folder: str, slug: str, limit: int, finished: list[SetFile]) -> None:
        self.limit = limit - len(ARCHIVE_END)
        self._finished = finished
        self._medium = medium
        self._folder = folder
        self._slug = slug
        self._number = 0

    def open_next(self) -> tuple[int, Part]:
        self._number += 1
        return self._number, self.open_part(f"{self._slug}.{self._number:04}.tar.zst")

    def open_part(self, name: str) -> Part:
        return Part(name, self._medium.create(f"{self._folder}/{name}"))

    def finish(self, part: Part) -> None:
        try:
            part.file.sync()
        finally:
            part.file.close()
        self._finished.append(SetFile(part.name, part.size, part.digest.hexdigest()))

    def forget(self, part: Part) -> None:
        part.file.close()
        self._medium.remove(f"{self._folder}/{part.name}")


class Stream:
    """A FrameStream. What it says of sizes is exact; the archive's end is in them."""

    def __init__(self, pieces: Pieces) -> None:
        self.number = 0
        self._pieces = pieces
        self._parts: list[Part] = []
        self._mark: _Mark | None = None

    @property
    def sizes(self) -> list[int]:
        sizes = [part.size for part in self._parts]
        return [*sizes[:-1], sizes[-1] + len(ARCHIVE_END)] if sizes else []

    @property
    def sizes_on_medium(self) -> list[int]:
        return self.sizes

    def sizes_with(self, length: int, *, at_boundary: bool, spans: bool = False) -> list[int]:  # noqa: ARG002
        sizes = self.sizes
        room = self._pieces.limit + len(ARCHIVE_END) - sizes[-1] if sizes else 0
        if sizes and length <= room:
            return [*sizes[:-1], sizes[-1] + length]
        if not at_boundary:
            sizes[-1], length = sizes[-1] + room, length - room
        limit = self._pieces.limit
        return sizes + [limit] * (length // limit) + [length % limit + len(ARCHIVE_END)]

    def write(self, frame: Chunk, *, at_boundary: bool, spans: bool = False) -> bytes:  # noqa: ARG002
        view = memoryview(frame)
        if at_boundary:
            self._start_file(len(view))
        elif self._parts[-1].size >= self._pieces.limit:
            self._continue_piece()
        part = self._parts[-1]
        location = frame_text(part.name, part.size)
        while len(view) > self._room():
            room = self._room()
            self._append(view[:room])
            self._continue_piece()
            view = view[room:]
        self._append(view)
        return location

    def rollback(self) -> None:
        mark, self._mark = self._mark, None
        if mark is None:
            return
        while self._parts[-1] is not mark.part:
            self._pieces.forget(self._parts.pop())
        mark.part.file.truncate(mark.size)
        mark.part.size, mark.part.digest = mark.size, mark.digest

    def close(self) -> None:
        parts, self._parts = self._parts, []
        if parts and not parts[0].size:
            self._pieces.forget(parts[0])
            return
        for part in parts[:-1]:
            self._pieces.finish(part)
        if parts:
            self._put(parts[-1], ARCHIVE_END)
            self._pieces.finish(parts[-1])

    def abandon(self) -> None:
        for part in self._parts:
            with contextlib.suppress(MediumError):
                part.file.close()

    def _start_file(self, length: int) -> None:
        self._mark = None
        if self._parts and self._parts[-1].size and length > self._room():
            self.close()
        if not self._parts:
            self.number, part = self._pieces.open_next()
            self._parts = [part]
        part = self._parts[-1]
        self._mark = _Mark(part, part.size, part.digest.copy())

    def _continue_piece(self) -> None:
        self._parts.append(self._pieces.open_part(f"{self._parts[0].name}.{len(self._parts) + 1:03}"))

    def _room(self) -> int:
        return self._pieces.limit - self._parts[-1].size

    def _append(self, view: memoryview) -> None:
        if view:
            self._put(self._parts[-1], view)

    @staticmethod
    def _put(part: Part, chunk: Chunk) -> None:
        part.file.write(chunk)
        part.digest.update(chunk)
        part.size += len(chunk)
