"""Frames kept aside on the server's disk until their data type ends: folders, which must be unpacked last."""

from collections.abc import Iterator

from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.media.port import Chunk


class HeldFrames:
    """In the order in which they are added; size and manifest_size are their sums."""

    def __init__(self, path: str) -> None:
        with server_disk():
            self._file = open(path, "w+b")  # noqa: SIM115 - close() closes it
        self._lengths: list[tuple[int, int]] = []
        self.size = 0
        self.manifest_size = 0

    def add(self, frame: Chunk, manifest: bytes) -> None:
        with server_disk():
            self._file.write(frame)
            self._file.write(manifest)
        self._lengths.append((len(frame), len(manifest)))
        self.size += len(frame)
        self.manifest_size += len(manifest)

    def take(self) -> Iterator[tuple[bytes, bytes]]:
        """Each frame with its lines of the manifest. Nothing is held afterwards."""
        self._file.seek(0)
        for frame_length, manifest_length in self._lengths:
            self.size -= frame_length
            self.manifest_size -= manifest_length
            yield self._file.read(frame_length), self._file.read(manifest_length)
        self.forget()

    def forget(self) -> None:
        self._lengths, self.size, self.manifest_size = [], 0, 0
        with server_disk():
            self._file.seek(0)
            self._file.truncate()

    def close(self) -> None:
        self._file.close()
