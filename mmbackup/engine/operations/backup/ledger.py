"""Keeps account of a set while it is written: its files, what was saved, and what still fits."""

import os
from collections import Counter
from collections.abc import Iterable

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.events import Tally
from mmbackup.engine.format.backup_set import VERIFIED_ROOM, SetFile
from mmbackup.engine.format.manifest import MANIFEST_NAME, ManifestSpool
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.held import HeldFrames
from mmbackup.engine.operations.backup.pieces import PIECE_LIMIT, Pieces, Stream
from mmbackup.engine.operations.backup.room import MediumRoom
from mmbackup.engine.sources.entry import FOLDER, KIND, SIZE, SOURCE, Entry

_FRAME_TEXT = 48  # most bytes that take the place of a line's NUL
_SET_ROOM = 2048
_SET_ROOM_OF_FILE = 160
_SET_ROOM_OF_TALLY = 300


class Ledger:
    """Counts are by data type and server."""

    def __init__(self, desk: Desk, medium: Medium, folder: str, piece_limit: int = PIECE_LIMIT) -> None:
        self.medium = medium
        self.folder = folder
        self.room = MediumRoom(medium)
        self.finished: list[SetFile] = []
        self.streams: list[Stream] = []
        self._desk = desk
        self._piece_limit = piece_limit
        self.keys = [(spec.item.data_type, spec.server) for spec in desk.job.sources]
        self._saved_files: Counter[tuple[DataType, str]] = Counter()
        self._saved_sizes: Counter[tuple[DataType, str]] = Counter()
        self._left_files: Counter[tuple[DataType, str]] = Counter()
        self._left_sizes: Counter[tuple[DataType, str]] = Counter()
        self.raw_size = self.written_size = 0
        spool = desk.job.spool_folder
        self.manifest = ManifestSpool(os.path.join(spool, MANIFEST_NAME))
        self.held = HeldFrames(os.path.join(spool, "folders"))

    def begin_type(self, data_type: DataType) -> None:
        pieces = Pieces(self.medium, self.folder, data_type.slug, self._piece_limit, self.finished)
        self.streams = [Stream(pieces) for _ in range(self._desk.job.readers)]

    def end_type(self) -> None:
        streams, self.streams = self.streams, []
        for stream in streams:
            stream.close()

    # what fits

    def fits(self, stream: Stream, length: int, *, at_boundary: bool, manifest: bytes, log: int) -> bool:
        """Whether the set could still be finished after this frame. Looks closer before it says no."""
        further = len(manifest) + _FRAME_TEXT * manifest.count(b"\0")
        if (
            self._needed(stream, length, at_boundary=at_boundary, manifest=further, log=log)
            <= self.room.limit
        ):
            return True
        self.manifest.flush()
        return (
            self._needed(stream, length, at_boundary=at_boundary, manifest=further, log=log)
            <= self.room.limit
        )

    def available(self, stream: Stream) -> int:
        """Bytes that frame, manifest lines and log lines of the next files may take together."""
        self.manifest.flush()
        return (
            self.room.limit
            - self._needed(stream, 0, at_boundary=True, manifest=0, log=0)
            - 3 * (self.room.block - 1)
            - 128
        )

    def _needed(self, stream: Stream, length: int, *, at_boundary: bool, manifest: int, log: int) -> int:
        sizes = self.open_sizes(but=stream) + stream.sizes_with(
            length + self.held.size, at_boundary=at_boundary
        )
        rounded = self.room.rounded
        return (
            rounded(*(file.size for file in self.finished), *sizes)
            + rounded(self.manifest.bound(manifest + self.held.manifest_size), self._desk.log.size() + log)
            + rounded(self.set_room(len(self.finished) + len(sizes) + 2), VERIFIED_ROOM)
        )

    def set_room(self, files: int) -> int:
        """The most bytes that set.json takes."""
        site = 6 * len(self._desk.job.site)
        return _SET_ROOM + site + _SET_ROOM_OF_FILE * files + _SET_ROOM_OF_TALLY * len(set(self.keys))

    def open_sizes(self, but: Stream | None = None) -> list[int]:
        return [size for stream in self.streams if stream is not but for size in stream.sizes]

    def measure_again(self) -> None:
        """After something was removed from the medium."""
        written = [file.size for file in self.finished] + self.open_sizes()
        self.room.measure_again(written)

    def shut(self) -> None:
        """The medium was full before it should have been: nothing more goes onto it but the set's end."""
        self.room.limit = 0

    # what was saved

    def count_saved(self, source: int, files: int, size: int) -> None:
        self._saved_files[self.keys[source]] += files
        self._saved_sizes[self.keys[source]] += size

    def count_left_out(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry[KIND] != FOLDER:
                self._left_files[self.keys[entry[SOURCE]]] += 1
                self._left_sizes[self.keys[entry[SOURCE]]] += entry[SIZE]

    @property
    def saved(self) -> tuple[int, int]:
        """Files and bytes."""
        return self._saved_files.total(), self._saved_sizes.total()

    @property
    def left_out(self) -> int:
        return self._left_files.total()

    def tallies(self) -> tuple[Tally, ...]:
        order = sorted(dict.fromkeys(self.keys), key=lambda key: list(DataType).index(key[0]))
        return tuple(self._tally(key) for key in order)

    def _tally(self, key: tuple[DataType, str]) -> Tally:
        files, size = self._saved_files[key], self._saved_sizes[key]
        return Tally(*key, files + self._left_files[key], size + self._left_sizes[key], files, size)

    def ratio(self) -> float:
        """Bytes on the medium for each byte of archive, so far."""
        return self.written_size / self.raw_size if self.raw_size else 1.0

    def close(self) -> None:
        for stream in self.streams:
            stream.abandon()
        self.manifest.close()
        self.held.close()
