"""What a program on a host says, as it comes: taken out of its compression, if it was asked to compress."""

import time
from collections.abc import Iterator

from mmbackup.engine.hosts.line import Passage
from mmbackup.engine.hosts.unpacking import Unpacking


class Incoming:
    """FormatError for what is no compressed answer, though one was asked for."""

    def __init__(self, *, is_packed: bool) -> None:
        self._unpacking = Unpacking() if is_packed else None
        self._began = 0.0  # when the first of it came
        self._content = self._wire = 0

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        self._began = self._began or time.monotonic()
        self._wire += len(chunk)
        for piece in self._unpacking.feed(chunk) if self._unpacking else (chunk,):
            self._content += len(piece)
            yield piece

    def end(self) -> bytes:
        """What is left when all has come."""
        return self._unpacking.end() if self._unpacking else b""

    @property
    def passage(self) -> Passage:
        """Nothing is done here but to write it down: all the time it was waited for."""
        seconds = time.monotonic() - self._began if self._began else 0.0
        return Passage(self._content, self._wire, seconds, seconds)
