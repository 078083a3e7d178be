"""What a data type's frames are written to: a row of pieces, plain or encrypted."""

from collections.abc import Iterable
from typing import Protocol

from mmbackup.engine.media.port import Chunk


class FrameStream(Protocol):
    """One piece after the other. Rolled back, it is as if the file under way had never been begun.

    number is that of the piece that is open. at_boundary: the frame begins a file; spans: one that goes on in
    further frames.
    """

    number: int

    @property
    def sizes(self) -> list[int]:
        """The most that each file of the piece that is open takes, were it closed now."""

    @property
    def sizes_on_medium(self) -> list[int]:
        """What of them the medium holds by now."""

    def sizes_with(self, length: int, *, at_boundary: bool, spans: bool = False) -> list[int]:
        """What sizes would be, with the pieces this would close, after a frame of this length."""

    def write(self, frame: Chunk, *, at_boundary: bool, spans: bool = False) -> bytes:
        """Where the frame begins, as the manifest says it. MediumFull: call rollback."""

    def rollback(self) -> None:
        """Back to where the file that is under way began."""

    def close(self) -> None:
        """End the archive of the piece that is open; a piece without content goes."""

    def abandon(self) -> None:
        """Leave everything as it is."""


def highest(streams: Iterable[FrameStream]) -> FrameStream:
    """The stream whose piece comes last in name order: what it is given is unpacked last."""
    return max(streams, key=lambda stream: stream.number)
