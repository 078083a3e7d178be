"""Writes one data type of one part: what does not fit waits for the next medium."""

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.operations.attended.part_ledger import PartLedger
from mmbackup.engine.operations.backup.making_room import RoomMaker
from mmbackup.engine.operations.backup.writing import TypeWriter, Work


class _Room(RoomMaker):
    """System data may span media too: whatever makes room helps."""

    def is_hopeless(self) -> bool:
        return False


class PartWriter(TypeWriter):
    """has_folders: its folders lie on this part."""

    def __init__(self, work: Work, ledger: PartLedger, data_type: DataType) -> None:
        super().__init__(work, data_type)
        self.part = ledger
        self.room = _Room(data_type, work.ledger, work.old_sets, work.listing)
        self.has_folders = True
        self._saved_before = self._saved_so_far()

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
        return (*self.ledger.saved, len(self.part.slices))
