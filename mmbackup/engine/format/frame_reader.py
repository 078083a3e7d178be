"""Reads a piece's frames, which anybody may have made: never more memory than one of our own frames takes."""

from typing import NamedTuple

import zstandard

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.frame import FRAME_SIZE, bound

LARGEST_RAW = FRAME_SIZE + (256 << 10)  # readers put no more into one
LARGEST_FRAME = bound(LARGEST_RAW)
_MAGIC = b"\x28\xb5\x2f\xfd"
_RESERVED, _CHECKSUM, _SINGLE, _DICTIONARY = 0x08, 0x04, 0x20, 0x03
_SIZE_BYTES = (0, 2, 4, 8)
_RLE, _UNKNOWN = 1, 3
_LARGEST_BLOCK = 128 << 10


class Cut(FormatError):
    """The frame goes on behind what is there of it."""


class Extent(NamedTuple):
    """Bytes that a frame takes in its piece, and those that come out of it."""

    length: int
    raw: int


def extent(view: memoryview) -> Extent:
    """Of the frame at the beginning of view. FormatError if we would not write it; Cut if it ends early."""
    position, raw = _head(view)
    while True:
        if position + 3 > len(view):
            raise Cut("a frame is cut off")
        header = int.from_bytes(view[position : position + 3], "little")
        kind, size = header >> 1 & 3, header >> 3
        if kind == _UNKNOWN or size > _LARGEST_BLOCK:
            raise FormatError("a frame's block is broken")
        position += 3 + (1 if kind == _RLE else size)
        if position > LARGEST_FRAME:
            raise FormatError("a frame is longer than any that we write")
        if header & 1:
            break
    position += 4  # the checksum
    if position > len(view):
        raise Cut("a frame is cut off")
    return Extent(position, raw)


def _head(view: memoryview) -> Extent:
    """How long the frame's header is, and the size it announces."""
    if view[:4] != _MAGIC[: len(view)]:
        raise FormatError("no frame begins there")
    if len(view) < 14:
        raise Cut("a frame is cut off")
    flags = view[4]
    if flags & (_RESERVED | _DICTIONARY) or not flags & _CHECKSUM:
        raise FormatError("a frame is not of a kind that we write")
    is_single = bool(flags & _SINGLE)
    count = _SIZE_BYTES[flags >> 6] or is_single
    if not count:
        raise FormatError("a frame does not say its size")
    start = 5 if is_single else 6
    raw = int.from_bytes(view[start : start + count], "little") + (256 if count == 2 else 0)
    if raw > LARGEST_RAW:
        raise FormatError(f"a frame says that it swells to {raw:,} bytes")
    return Extent(start + count, raw)


class FrameOpener:
    """Decompresses frames one after the other. Not for two threads at once."""

    def __init__(self) -> None:
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=8 << 20)

    def open(self, frame: memoryview, raw: int) -> bytes:
        """The frame must be whole, its extent known."""
        try:
            content = self._decompressor.decompress(frame)
        except zstandard.ZstdError as error:
            raise FormatError("a frame is broken: its bytes are not those that were written") from error
        if len(content) != raw:
            raise FormatError("a frame is broken: it holds more or less than it says")
        return content
