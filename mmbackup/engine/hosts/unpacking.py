"""Takes what a host sends out of its compression, piece by piece: a bomb is held a small part at a time."""

import zlib
from collections.abc import Callable, Iterator

import zstandard

from mmbackup.engine.errors import FormatError

_MAGIC = 4  # bytes
_ZSTD, _GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
_LARGEST_WINDOW = 8 << 20
_SLICE = 2048  # no more than 64 MB come out of that many bytes: 4 for a block of 128 kB
_PIECE = 1 << 18


class Unpacking:
    """By its first bytes: zstd, gzip, or neither, which is passed on as it is."""

    def __init__(self) -> None:
        self._first = b""
        self._unpack: Callable[[bytes], Iterator[bytes]] | None = None
        self._is_ended: Callable[[], bool] = lambda: True

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """FormatError for what is not what it begins as."""
        if self._unpack is None:
            self._first += chunk
            if len(self._first) < _MAGIC:
                return
            chunk = self._first
            self._begin(chunk)
            assert self._unpack  # noqa: S101 - it was begun
        try:
            yield from self._unpack(chunk)
        except (zstandard.ZstdError, zlib.error) as error:
            raise FormatError("what came compressed cannot be unpacked") from error

    def end(self) -> bytes:
        """What was too short to be told from anything. FormatError for what is cut off."""
        if not self._is_ended():
            raise FormatError("what came compressed is cut off")
        return b"" if self._unpack else self._first

    def _begin(self, first: bytes) -> None:
        if first.startswith(_ZSTD):
            zstd = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()
            self._unpack, self._is_ended = lambda chunk: _from_zstd(zstd, chunk), lambda: zstd.eof
        elif first.startswith(_GZIP):
            gzip = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
            self._unpack, self._is_ended = lambda chunk: _from_gzip(gzip, chunk), lambda: gzip.eof
        else:
            self._unpack = _as_it_is


def _as_it_is(chunk: bytes) -> Iterator[bytes]:
    yield chunk


def _from_zstd(zstd: "zstandard.ZstdDecompressionObj", chunk: bytes) -> Iterator[bytes]:
    for at in range(0, len(chunk), _SLICE):
        if zstd.eof:
            raise FormatError("more came than what was compressed")
        if piece := zstd.decompress(chunk[at : at + _SLICE]):
            yield piece
    if zstd.unused_data:
        raise FormatError("more came than what was compressed")


def _from_gzip(gzip: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    while chunk and not gzip.eof:
        yield gzip.decompress(chunk, _PIECE)
        chunk = gzip.unconsumed_tail
    if gzip.unused_data:
        raise FormatError("more came than what was compressed")
