"""Keeps account of one part: what it holds, what is left for further media, and what still fits."""

import os
from collections.abc import Collection, Iterable, Sequence

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.encryption import Encryption
from mmbackup.engine.format.set_account import EarlierPart
from mmbackup.engine.format.slices import SLICES_NAME
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.attended.folder import StateFolder
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.finalising import put_file
from mmbackup.engine.operations.backup.ledger import Ledger
from mmbackup.engine.operations.backup.sealed import SEALED_LIMIT
from mmbackup.engine.operations.backup.sorting import Sorter
from mmbackup.engine.sources.entry import FOLDER, KIND, PATH, SIZE, SOURCE, Entry
from mmbackup.engine.tally import Tally

_ROOM_OF_EARLIER = 400
_ROOM_OF_NAME = 12  # most bytes of set.json for a character of a medium's name


class PartLedger(Ledger):
    """What finds no room is not left out, but left for the next medium."""

    def __init__(
        self,
        desk: Desk,
        medium: Medium,
        folder: str,
        piece_limit: int,
        earlier: Sequence[EarlierPart],
        *,
        encryption: Encryption,
    ) -> None:
        self._earlier_room = sum(_ROOM_OF_EARLIER + _ROOM_OF_NAME * len(one.medium_name) for one in earlier)
        self._left = {
            data_type: Sorter(os.path.join(desk.job.spool_folder, f"left-{data_type.slug}"))
            for data_type in DataType
        }
        self._types = [spec.item.data_type for spec in desk.job.sources]
        self.first_left: dict[DataType, Entry] = {}
        self._taken: set[tuple[int, bytes]] = set()
        self.slices: list[bytes] = []
        self.slices_room = 0
        self._most_in_piece = piece_limit
        super().__init__(desk, medium, folder, piece_limit, encryption)

    @property
    def holds_nothing(self) -> bool:
        return not (self.saved[0] or self.slices)

    def count_left_out(self, entries: Iterable[Entry]) -> None:
        kept = [entry for entry in entries if entry[KIND] != FOLDER]
        super().count_left_out(kept)
        for entry in kept:
            data_type = self._types[entry[SOURCE]]
            self.first_left.setdefault(data_type, entry)
            self._left[data_type].add([entry])

    def take_back(self, entry: Entry) -> None:
        """It was left, and is to be tried in another way."""
        self._taken.add((entry[SOURCE], entry[PATH]))
        self.left_files[entry[SOURCE]] -= 1
        self.left_sizes[entry[SOURCE]] -= entry[SIZE]

    def leave_rest(self, entry: Entry, size: int) -> None:
        """Of a file whose first slices are saved."""
        self.left_files[entry[SOURCE]] += 1
        self.left_sizes[entry[SOURCE]] += size
        key = (entry[SOURCE], entry[PATH])
        if key in self._taken:
            self._taken.discard(key)
        else:
            self._left[self._types[entry[SOURCE]]].add([entry])

    def store_left(self, folder: StateFolder, part: int, dropped: Collection[int]) -> None:
        for data_type, sorter in self._left.items():
            entries = (entry for entry in sorter.merged() if self._is_left(entry, dropped))
            folder.left(part, data_type).store(entries)

    def _is_left(self, entry: Entry, dropped: Collection[int]) -> bool:
        return entry[SOURCE] not in dropped and (entry[SOURCE], entry[PATH]) not in self._taken

    def add_slice(self, line: bytes) -> None:
        self.slices.append(line)
        self.slices_room += len(line)

    def write_slices(self) -> None:
        if self.slices:
            lines = b"".join(self.slices)
            put_file(self._desk, self, SLICES_NAME, lambda write: write(lines))

    def room_of_pieces(self, size: int) -> int:
        """What a file of so many bytes takes beside them: blocks that are not full, and encryption."""
        if self.encryption:
            return (2 * size // SEALED_LIMIT + 2) * self.room_of_piece + size // 4096
        return (size // self._most_in_piece + 2) * self.room.block

    def most_of_one_file(self) -> int:
        """Bytes that are free for a file which is alone on the medium."""
        written = self.room.rounded(*(file.size for file in self.finished))
        return self.room.limit - written - self.least_end()

    def least_end(self) -> int:
        """What the end of a part takes that holds next to nothing."""
        return self.end_room(len(DataType), manifest=0, log=0)

    def set_room(self, files: int) -> int:
        return super().set_room(files + 1) + self._earlier_room

    def end_room(self, pieces: int, *, manifest: int, log: int) -> int:
        return super().end_room(pieces, manifest=manifest, log=log) + self._room_of_slices()

    def _room_of_slices(self) -> int:
        return self.room.rounded(self.encryption.bound(self.slices_room)) if self.slices else 0

    def tallies(self) -> tuple[Tally, ...]:
        """Of this part alone: nothing is left out of it."""
        saved = (
            Tally(one.data_type, one.server, one.saved_files, one.saved_size, one.saved_files, one.saved_size)
            for one in super().tallies()
        )
        return tuple(tally for tally in saved if tally.saved_files or tally.saved_size)
