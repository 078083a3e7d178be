"""A piece's frames: about 4 MB of archive each, compressed alone, with a checksum, at the level that pays."""

import zstandard

from mmbackup.engine.media.port import Chunk

FRAME_SIZE = 4 << 20
_SAMPLE = 128 << 10
_WORTH_IT = 0.965  # of level 1's size: only then level 3 is worth several times the work
_DENSE = 0.6  # what level 1 does not shrink further, such as voice, level 3 does not either


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
        self._is_dense = False

    def compress(self, raw: memoryview) -> bytes:
        frame = self._pays(raw).compress(raw)
        self._is_dense = len(frame) > _DENSE * len(raw)
        return frame

    def _pays(self, raw: memoryview) -> zstandard.ZstdCompressor:
        """A sample from the middle decides, unless the frame before was voice or the like."""
        if len(raw) < 4 * _SAMPLE:  # worth the better level in any case
            return self._thorough
        if self._is_dense:
            return self._fast
        middle = len(raw) // 2
        sample = raw[middle : middle + _SAMPLE]
        fast = len(self._fast.compress(sample))
        if fast > _DENSE * len(sample):
            return self._fast
        return self._thorough if len(self._thorough.compress(sample)) < fast * _WORTH_IT else self._fast


def frame_of(raw: Chunk) -> bytes:
    """One frame at the better level, for small things such as an archive's end."""
    return _compressor(3).compress(raw)
