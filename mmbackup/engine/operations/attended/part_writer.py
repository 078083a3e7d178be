"""Writes one data type of one part: what does not fit waits for the next medium."""

import os
from collections.abc import Iterator

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.operations.attended.asking import AskingWriter
from mmbackup.engine.operations.attended.large_files import LargeFiles
from mmbackup.engine.operations.attended.part_ledger import PartLedger
from mmbackup.engine.operations.backup.listing import Found
from mmbackup.engine.operations.backup.making_room import RoomMaker
from mmbackup.engine.operations.backup.sorting import Sorter
from mmbackup.engine.operations.backup.writing import Work
from mmbackup.engine.sources.entry import Entry


class _Room(RoomMaker):
    """System data may span media too: whatever makes room helps."""

    def is_hopeless(self) -> bool:
        return False


class PartWriter(AskingWriter):
    """has_folders: its folders lie on this part."""

    def __init__(self, work: Work, ledger: PartLedger, data_type: DataType, large: LargeFiles) -> None:
        self._large = large
        self._aside = Sorter(os.path.join(work.desk.job.spool_folder, f"large-{data_type.slug}"))
        super().__init__(work, data_type)
        self.room = _Room(data_type, work.ledger, work.old_sets, work.listing)
        self.has_folders = True
        self._part = ledger
        self._saved_before = self._saved_so_far()

    def wanted(self, found: Found) -> Iterator[Entry]:
        """Files that no medium of this size takes are put aside."""
        for entry in super().wanted(found):
            if self._large.is_large(entry):
                self._aside.add([entry])
            else:
                yield entry

    def write_large(self) -> None:
        for entry in self._aside.merged():
            if self.is_wanted(entry):
                self._large.save(self, entry)
        if self._part.holds_nothing:
            self._large.save_grown(self, self.data_type)

    def check_may_be_left_out(self) -> None:
        """Anything may: it goes onto the next medium."""

    def leave_out_folders(self) -> None:
        self.ledger.held.forget()
        self.has_folders = False

    def write_folders(self, *, due: bool) -> None:
        """Beside files of this type, or when no medium has them yet."""
        if due or self._saved_so_far() != self._saved_before:
            self.write_held()
        else:
            self.leave_out_folders()

    def _saved_so_far(self) -> tuple[int, int, int]:
        return (*self.ledger.saved, len(self._part.slices))
