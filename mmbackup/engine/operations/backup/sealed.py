"""Encrypted pieces: each is gathered in memory, then encrypted and written at once.

So one file comes out of one small piece. A piece holds whole frames; a file over several frames has pieces
to itself, so that giving it up never takes back what was encrypted with another.
"""

import contextlib

from mmbackup.engine.errors import MediumError, MediumFull
from mmbackup.engine.format.encryption import Encryption
from mmbackup.engine.format.manifest_line import frame_text
from mmbackup.engine.format.set_account import SetFile
from mmbackup.engine.media.port import Chunk, Medium
from mmbackup.engine.operations.backup.pieces import ARCHIVE_END
from mmbackup.engine.operations.backup.set_file import Copy, write_file

SEALED_LIMIT = 16 << 20  # plain bytes of a piece


class MediumFullTooSoon(MediumError):
    """What was gathered finds no room any more: something else has written onto the medium."""

    next_step = "Insert a medium that nothing else writes to, then choose Back Up Now."


class SealedPieces:
    """All pieces of one data type, numbered as they are opened; the streams take their numbers here."""

    def __init__(
        self,
        medium: Medium,
        folder: str,
        slug: str,
        limit: int,
        finished: list[SetFile],
        *,
        encryption: Encryption,
    ) -> None:
        self.limit = min(limit, SEALED_LIMIT) - len(ARCHIVE_END)
        self.bound = encryption.bound
        self._finished = finished
        self._medium = medium
        self._folder = folder
        self._slug = slug
        self._encryption = encryption
        self._number = 0

    def open_next(self) -> tuple[int, str]:
        """Names have room for as many digits as a large medium's small pieces need."""
        self._number += 1
        return self._number, f"{self._slug}.{self._number:06}.tar.zst"

    def seal(self, name: str, frames: list[bytes]) -> SetFile:
        """Durable. Nothing of it is left when there is no room."""
        name = self._encryption.name(name)
        try:
            return write_file(self._medium, self._folder, name, self._encrypted(frames))
        except MediumFull:
            self.forget(name)
            raise

    def _encrypted(self, frames: list[bytes]) -> Copy:
        return lambda write: self._encryption.encrypt_to(_Frames(frames), write)

    def finish(self, files: list[SetFile]) -> None:
        self._finished += files

    def forget(self, name: str) -> None:
        with contextlib.suppress(MediumError):
            self._medium.remove(f"{self._folder}/{name}")


class SealedStream:
    """A FrameStream. What it says of sizes is a bound: the true size is known once a piece is sealed."""

    def __init__(self, pieces: SealedPieces) -> None:
        self.number = 0
        self._pieces = pieces
        self._name = ""
        self._frames: list[bytes] = []
        self._size = 0
        self._sealed: list[SetFile] = []  # of the file over several frames that is under way
        self._spans = False
        self._mark: int | None = None  # how many frames there were when the file under way began

    @property
    def sizes(self) -> list[int]:
        gathered = [self._pieces.bound(self._size + len(ARCHIVE_END))] if self._name else []
        return self.sizes_on_medium + gathered

    @property
    def sizes_on_medium(self) -> list[int]:
        return [file.size for file in self._sealed]

    def sizes_with(self, length: int, *, at_boundary: bool, spans: bool = False) -> list[int]:
        goes_on = self._name and not (at_boundary and self._ends_before(length, spans=spans))
        if goes_on and self._fits(length):
            return [*self.sizes_on_medium, self._pieces.bound(self._size + length + len(ARCHIVE_END))]
        return self.sizes + self._further(length)

    def _further(self, length: int) -> list[int]:
        """As frames are not split, a piece may be but half full."""
        count = -(-length // (self._pieces.limit // 2)) if length > self._pieces.limit else 1
        return [self._pieces.bound(-(-length // count) + len(ARCHIVE_END))] * (count + (count > 1))

    def write(self, frame: Chunk, *, at_boundary: bool, spans: bool = False) -> bytes:
        length = len(memoryview(frame))
        if at_boundary:
            self._start_file(length, spans=spans)
        elif not self._fits(length):
            self._seal()
        location = frame_text(self._name, self._size)
        self._frames.append(bytes(frame))
        self._size += length
        return location

    def rollback(self) -> None:
        mark, self._mark = self._mark, None
        if mark is None:
            return
        for file in self._sealed:
            self._pieces.forget(file.name)
        self._sealed = []
        del self._frames[mark:]
        self._size = sum(map(len, self._frames))
        self._spans = False

    def close(self) -> None:
        """MediumFullTooSoon when there is no room for what was counted as saved."""
        if self._frames or self._sealed:
            self._frames.append(ARCHIVE_END)
            try:
                self._seal()
            except MediumFull as error:
                raise MediumFullTooSoon(f"the medium was full sooner than it had said: {error}") from error
            self._pieces.finish(self._sealed)
        self._sealed, self._name, self._spans, self._mark = [], "", False, None

    def abandon(self) -> None:
        """Nothing is open."""

    def _start_file(self, length: int, *, spans: bool) -> None:
        if self._name and self._ends_before(length, spans=spans):
            self.close()
        if not self._name:
            self.number, self._name = self._pieces.open_next()
        self._mark = len(self._frames)
        self._spans = spans

    def _ends_before(self, length: int, *, spans: bool) -> bool:
        is_begun = bool(self._frames or self._sealed)
        return is_begun and (spans or self._spans or not self._fits(length))

    def _fits(self, length: int) -> bool:
        return not self._frames or self._size + length <= self._pieces.limit

    def _seal(self) -> None:
        name = f"{self._name}.{len(self._sealed) + 1:06}" if self._sealed else self._name
        frames, self._frames, self._size = self._frames, [], 0
        self._sealed.append(self._pieces.seal(name, frames))


class _Frames:
    """To be read one after the other, in steps that are shorter than a frame."""

    def __init__(self, frames: list[bytes]) -> None:
        self._rest = [memoryview(frame) for frame in reversed(frames)]

    def read(self, size: int) -> bytes:
        while self._rest and not self._rest[-1]:
            self._rest.pop()
        if not self._rest:
            return b""
        part, self._rest[-1] = self._rest[-1][:size], self._rest[-1][size:]
        return bytes(part)
