"""The manifest: a line of JSON for every file of a set, in independent zstd frames."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import IO, Any, cast

import zstandard

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.frame import bound, frame_of
from mmbackup.engine.format.manifest_entry import LARGEST_NUMBER, entry_link, entry_path, parse_entry
from mmbackup.engine.format.server_disk import server_disk

__all__ = ["MANIFEST_NAME", "ManifestSpool", "entry_link", "entry_path", "read_manifest"]

MANIFEST_NAME = "manifest.jsonl.zst"
LONGEST_LINE = 1 << 20
_FRAME = 1 << 20
_CHUNK = 1 << 20
_LARGEST_WINDOW = 8 << 20
_END = b"\0"  # no line of JSON holds it


class ManifestSpool:
    """Grows in a file of the server's own disk until the set is finished."""

    def __init__(self, path: str) -> None:
        self._compressor = zstandard.ZstdCompressor(level=3, write_checksum=True)
        self._pending: list[bytes] = []
        self._pending_size = 0
        self._written = 0
        with server_disk():
            self._file = open(path, "w+b")  # noqa: SIM115 - close() closes it

    def add(self, lines: bytes) -> None:
        self._pending.append(lines)
        self._pending_size += len(lines)
        if self._pending_size >= _FRAME:
            self.flush()

    def bound(self, further: int = 0) -> int:
        """The most bytes the manifest has once further bytes of lines are added."""
        pending = self._pending_size + further
        return self._written + (bound(pending) if pending else 0)

    def flush(self) -> None:
        """Compress what is pending, so that its true size is known."""
        if self._pending:
            frame = self._compressor.compress(b"".join(self._pending))
            with server_disk():
                self._file.write(frame)
            self._written += len(frame)
            self._pending, self._pending_size = [], 0

    def copy_to(self, write: Callable[[bytes], None]) -> None:
        self.flush()
        with server_disk():
            self._file.seek(0)
        while True:
            with server_disk():
                chunk = self._file.read(_CHUNK)
            if not chunk:
                return
            write(chunk)

    def close(self) -> None:
        self._file.close()


def read_manifest(chunks: Iterable[bytes | memoryview]) -> Iterator[dict[str, Any]]:
    """The entries of a manifest, which anybody may have written: FormatError for what we would not write."""
    total = 0
    for line in _lines(chunks):
        entry = parse_entry(line)
        total += entry["size"]
        if total > LARGEST_NUMBER:
            raise FormatError(f"{MANIFEST_NAME} is broken: its sizes are larger than anything")
        yield entry


def _lines(chunks: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    rest = b""
    for part in _decompressed(chunks):
        *whole, rest = (rest + part).split(b"\n")
        if len(rest) > LONGEST_LINE:
            raise FormatError(f"{MANIFEST_NAME} is broken: a line is too long")
        yield from whole
    if rest != _END:
        raise FormatError(f"{MANIFEST_NAME} is broken: it is cut off")


def _decompressed(chunks: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Small steps in, so that what comes out stays small however well it was compressed.

    A frame that is cut off swallows the one that is put behind it: zstandard alone would not tell. It is put
    there in two, as a whole one would be opened although the head of another is pending.
    """
    end = frame_of(_END)
    decompressor = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
    source = cast("IO[bytes]", _Source(chain(chunks, (end[:4], end[4:]))))  # it only ever reads
    try:
        with decompressor.stream_reader(source, read_across_frames=True, read_size=1 << 16) as reader:
            while part := reader.read(1 << 18):
                yield part
    except zstandard.ZstdError as error:
        raise FormatError(f"{MANIFEST_NAME} is broken: {error}") from error


class _Source:
    """Chunks as something to read from."""

    def __init__(self, chunks: Iterable[bytes | memoryview]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""

    def read(self, size: int) -> bytes:
        if not self._rest:
            self._rest = bytes(next(self._chunks, b""))
        part, self._rest = self._rest[:size], self._rest[size:]
        return part
