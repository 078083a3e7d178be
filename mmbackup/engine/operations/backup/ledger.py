"""Keeps account of a set while it is written: its files, what was saved, and what still fits."""

import contextlib
import os
from collections import Counter
from collections.abc import Iterable

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import MediumError, MediumFull
from mmbackup.engine.format.encryption import Encryption
from mmbackup.engine.format.manifest import MANIFEST_NAME, ManifestSpool
from mmbackup.engine.format.set_account import MOST_FILES, VERIFIED_ROOM, SetFile
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.held import HeldFrames
from mmbackup.engine.operations.backup.pieces import PIECE_LIMIT, Pieces, Stream
from mmbackup.engine.operations.backup.reserve import Reserve
from mmbackup.engine.operations.backup.room import MediumRoom
from mmbackup.engine.operations.backup.sealed import SealedPieces, SealedStream
from mmbackup.engine.operations.backup.streams import FrameStream
from mmbackup.engine.sources.entry import FOLDER, KIND, SIZE, SOURCE, Entry
from mmbackup.engine.tally import Tally

_FRAME_TEXT = 48  # most bytes that take the place of a line's NUL
MOST_PIECES = MOST_FILES - 10  # set.json names some more
_NOWHERE = 1 << 62
_END_ROOM = 256 << 10
_END_ROOM_OF_FILE = 200
_SET_ROOM = 2048
_SET_ROOM_OF_FILE = 160
_SET_ROOM_OF_TALLY = 300
_SET_ROOM_OF_RECIPIENT = 80
_LONGER_NAME = 20  # of an encrypted file
_ROOM_OF_SEALED = 1024  # one more encrypted piece, its content apart, and what encryption adds to a frame


class Ledger:
    """Counts are by source; what found no room is left out."""

    def __init__(
        self,
        desk: Desk,
        medium: Medium,
        folder: str,
        piece_limit: int = PIECE_LIMIT,
        encryption: Encryption | None = None,
    ) -> None:
        self.encryption = encryption or Encryption()
        self.medium = medium
        self.folder = folder
        self.room = MediumRoom(medium)
        self.finished: list[SetFile] = []
        self.streams: list[FrameStream] = []
        self.shut_by: MediumFull | None = None
        self._reserve = Reserve(medium, folder)
        self._desk = desk
        self._piece_limit = piece_limit
        self.keys = [(spec.item.data_type, spec.server) for spec in desk.job.sources]
        self.saved_files: Counter[int] = Counter()
        self.saved_sizes: Counter[int] = Counter()
        self.left_files: Counter[int] = Counter()
        self.left_sizes: Counter[int] = Counter()
        self.raw_size = self.written_size = 0
        spool = desk.job.spool_folder
        self.manifest = ManifestSpool(os.path.join(spool, MANIFEST_NAME))
        self.held = HeldFrames(os.path.join(spool, "folders"))

    def keep_reserve(self, files: int) -> None:
        """So that a set of so many files can be ended on a file system that is fuller than it said."""
        if self.room.block > 1:
            self._reserve.keep(_END_ROOM + _END_ROOM_OF_FILE * files)

    def begin_type(self, data_type: DataType) -> None:
        names = (self.medium, self.folder, data_type.slug, self._piece_limit, self.finished)
        numbers = range(self._desk.job.readers)
        if self.encryption:
            sealed = SealedPieces(*names, encryption=self.encryption)
            self.streams = [SealedStream(sealed) for _ in numbers]
        else:
            pieces = Pieces(*names)
            self.streams = [Stream(pieces) for _ in numbers]

    def end_type(self) -> None:
        streams, self.streams = self.streams, []
        for stream in streams:
            stream.close()

    # what fits

    def fits(
        self,
        stream: FrameStream,
        length: int,
        *,
        at_boundary: bool,
        spans: bool = False,
        manifest: bytes,
        log: int,
    ) -> bool:
        """Whether the set could still be finished after this frame. Looks closer before it says no."""
        lines = len(manifest) + _FRAME_TEXT * manifest.count(b"\0")

        def needed() -> int:
            sizes = stream.sizes_with(length + self.held.size, at_boundary=at_boundary, spans=spans)
            return self._needed(stream, sizes, manifest=lines, log=log)

        if needed() <= self.room.limit:
            return True
        self._look_closer(log)
        return needed() <= self.room.limit

    def available(self, stream: FrameStream) -> int:
        """Bytes that frame, manifest lines and log lines of the next files may take together."""
        self._look_closer(0)
        return self.about_available(stream)

    def _look_closer(self, log: int) -> None:
        """Compress what is pending, and keep no more in reserve than the set's end needs."""
        self.manifest.flush()
        self._reserve.shrink(self.end_room(len(self.finished) + len(self.streams), manifest=0, log=log))

    def about_available(self, stream: FrameStream) -> int:
        """The same, less what the pending manifest will shrink by."""
        sizes = stream.sizes_with(self.held.size, at_boundary=True)
        return (
            self.room.limit
            - self._needed(stream, sizes, manifest=0, log=0)
            - self.room_of_piece
            - 3 * (self.room.block - 1)
            - 128
        )

    @property
    def room_of_piece(self) -> int:
        """What one more encrypted piece takes beside its content."""
        return _ROOM_OF_SEALED + self.encryption.bound(0) + self.room.block if self.encryption else 0

    def _needed(self, stream: FrameStream, its_sizes: list[int], *, manifest: int, log: int) -> int:
        sizes = self.open_sizes(but=stream) + its_sizes
        if len(self.finished) + len(sizes) > MOST_PIECES:
            return _NOWHERE
        end = self.end_room(len(self.finished) + len(sizes), manifest=manifest, log=log)
        written = self.room.rounded(*(file.size for file in self.finished), *sizes)
        held = self.room_of_piece if self.held.size else 0  # folders may begin a piece elsewhere
        return written + held + max(end, self._reserve.size)

    def end_room(self, pieces: int, *, manifest: int, log: int) -> int:
        """What manifest, log, set.json and verified.json will take."""
        bound = self.encryption.bound
        return self.room.rounded(
            bound(self.manifest.bound(manifest) + self.held.manifest_size),
            bound(self._desk.log.size() + log),
            self.set_room(pieces + 2),
            VERIFIED_ROOM,
        )

    def set_room(self, files: int) -> int:
        """The most bytes that set.json takes."""
        site = 6 * len(self._desk.job.site)
        recipients = _SET_ROOM_OF_RECIPIENT * len(self.encryption.recipients)
        of_file = _SET_ROOM_OF_FILE + _LONGER_NAME * bool(self.encryption)
        return _SET_ROOM + site + recipients + of_file * files + _SET_ROOM_OF_TALLY * len(set(self.keys))

    def open_sizes(self, but: FrameStream | None = None) -> list[int]:
        return [size for stream in self.streams if stream is not but for size in stream.sizes]

    def measure_again(self) -> None:
        """After something was removed from the medium."""
        open_sizes = [size for stream in self.streams for size in stream.sizes_on_medium]
        self.room.measure_again([*(file.size for file in self.finished), *open_sizes, self._reserve.size])

    def shut(self, error: MediumFull) -> None:
        """The medium was full before it should have been: nothing more goes onto it but the set's end."""
        self.shut_by = error
        self.room.limit = 0
        self._reserve.release()

    def end_writing(self) -> None:
        """The set's end may come."""
        self._reserve.release()

    # what was saved

    def count_saved(self, source: int, files: int, size: int) -> None:
        self.saved_files[source] += files
        self.saved_sizes[source] += size

    def count_left_out(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry[KIND] != FOLDER:
                self.left_files[entry[SOURCE]] += 1
                self.left_sizes[entry[SOURCE]] += entry[SIZE]

    @property
    def saved(self) -> tuple[int, int]:
        """Files and bytes."""
        return self.saved_files.total(), self.saved_sizes.total()

    def tallies(self) -> tuple[Tally, ...]:
        """By data type and server."""
        order = sorted(dict.fromkeys(self.keys), key=lambda key: list(DataType).index(key[0]))
        return tuple(self._tally(key) for key in order)

    def _tally(self, key: tuple[DataType, str]) -> Tally:
        sources = [source for source, its_key in enumerate(self.keys) if its_key == key]
        files = sum(self.saved_files[source] for source in sources)
        size = sum(self.saved_sizes[source] for source in sources)
        left_files = sum(self.left_files[source] for source in sources)
        left_size = sum(self.left_sizes[source] for source in sources)
        return Tally(*key, files + left_files, size + left_size, files, size)

    def ratio(self) -> float:
        """Bytes on the medium for each byte of archive, so far."""
        return self.written_size / self.raw_size if self.raw_size else 1.0

    def close(self) -> None:
        for stream in self.streams:
            stream.abandon()
        with contextlib.suppress(MediumError):
            self._reserve.close()
        for spool in (self.manifest, self.held):
            with contextlib.suppress(OSError):  # the server's full disk was told already, or does not matter
                spool.close()
