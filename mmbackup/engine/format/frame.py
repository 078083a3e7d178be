"""A piece's frames: about 4 MB of archive each, compressed alone, with a checksum, at the level that pays."""

import zstandard

from mmbackup.engine.media.port import Chunk

FRAME_SIZE = 4 << 20
_SAMPLE = 128 << 10
_WORTH_IT = 0.965  # voice data shrinks as much at level 1 as at level 3, in half the time


def bound(size: int) -> int:
    """The most bytes that size bytes can take as one frame (zstd's own formula, and its header)."""
    return size + (size >> 8) + 64 + ((128 << 10) - size >> 11 if size < 128 << 10 else 0)


def _compressor(level: int) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=level, write_checksum=True, write_content_size=True)


class FrameCompressor:
    """Compresses frames one after the other. Not for two threads at once."""

    def __init__(self) -> None:
        self._fast = _compressor(1)
        self._thorough = _compressor(3)

    def compress(self, raw: memoryview) -> bytes:
        return self._pays(raw).compress(raw)

    def _pays(self, raw: memoryview) -> zstandard.ZstdCompressor:
        """A sample from the middle decides; small frames are worth the better level anyway."""
        if len(raw) < 4 * _SAMPLE:
            return self._thorough
        middle = len(raw) // 2
        sample = raw[middle : middle + _SAMPLE]
        fast, thorough = len(self._fast.compress(sample)), len(self._thorough.compress(sample))
        return self._thorough if thorough < fast * _WORTH_IT else self._fast


def frame_of(raw: Chunk) -> bytes:
    """One frame at the better level, for small things such as an archive's end."""
    return _compressor(3).compress(raw)
