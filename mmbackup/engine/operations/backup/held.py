"""Frames kept aside on the server's disk until their data type ends: folders, which must be unpacked last."""

from collections.abc import Iterator
from typing import NamedTuple

from mmbackup.engine.format.frame import frame_of
from mmbackup.engine.format.manifest_line import frame_text
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.media.port import Chunk

_ANY_PLACE = frame_text("names-and-greetings.0001.tar.zst.002", 4_294_967_295)
_SPARE = 256  # one place may compress a little worse than another


class _Held(NamedTuple):
    """Lengths of a frame, of its lines, and a bound of these when compressed."""

    frame: int
    manifest: int
    compressed: int


class HeldFrames:
    """In the order in which they are added. size and manifest_size are what they will take: the lines of
    each are to be a frame of the manifest of their own."""

    def __init__(self, path: str) -> None:
        with server_disk():
            self._file = open(path, "w+b")  # noqa: SIM115 - close() closes it
        self._held: list[_Held] = []
        self.size = 0
        self.manifest_size = 0

    def add(self, frame: Chunk, manifest: bytes) -> None:
        """manifest: its lines, each with a NUL for the frame's place, which is not known yet."""
        with server_disk():
            self._file.write(frame)
            self._file.write(manifest)
        lines = len(frame_of(manifest.replace(b"\0", _ANY_PLACE))) + _SPARE
        self._held.append(_Held(len(frame), len(manifest), lines))
        self.size += len(frame)
        self.manifest_size += lines

    def take(self) -> Iterator[tuple[bytes, bytes]]:
        """Each frame with its lines of the manifest. Nothing is held afterwards."""
        self._file.seek(0)
        for one in self._held:
            self.size -= one.frame
            self.manifest_size -= one.compressed
            yield self._file.read(one.frame), self._file.read(one.manifest)
        self.forget()

    def forget(self) -> None:
        self._held, self.size, self.manifest_size = [], 0, 0
        with server_disk():
            self._file.seek(0)
            self._file.truncate()

    def close(self) -> None:
        self._file.close()
