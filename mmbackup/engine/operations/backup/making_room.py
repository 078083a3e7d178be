"""Makes room for the new set at the cost of older ones, and says what is lacking when that is not enough."""

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import LastGoodCopy, MediumError, SystemDataDoesNotFit
from mmbackup.engine.operations.backup.ledger import Ledger
from mmbackup.engine.operations.backup.listing import Listing
from mmbackup.engine.operations.backup.old_sets import OldSets

_BEST_SHRINKING = 0.05
_HOPE = 0.8  # the rest may shrink better than what was seen
_MUCH = 16 << 20


class RoomMaker:
    """For one data type."""

    def __init__(self, data_type: DataType, ledger: Ledger, old_sets: OldSets, listing: Listing) -> None:
        self._data_type = data_type
        self._ledger = ledger
        self._old_sets = old_sets
        self._listing = listing

    def make(self) -> bool:
        """An older set goes, but not for nothing: System data that cannot fit even so takes none with it."""
        if self._ledger.shut_by is not None:
            return False
        if self.is_hopeless():
            return False
        if not self._old_sets.remove_oldest():
            return False
        self._ledger.measure_again()
        return True

    def is_hopeless(self) -> bool:
        """All that could make room would not make enough."""
        return self._data_type is DataType.SYSTEM and self._old_sets.size() < self._least_lacking()

    def _least_lacking(self) -> int:
        """Bytes that System data lacks as good as certainly, by how much of it has shrunk so far."""
        has_seen_much = self._ledger.raw_size > _MUCH
        shrinking = self._ledger.ratio() * _HOPE if has_seen_much else _BEST_SHRINKING
        return int(self._type_size() * shrinking) - self._ledger.room.limit

    def _type_size(self) -> int:
        keys = enumerate(self._ledger.keys)
        return sum(self._listing.sizes[number] for number, key in keys if key[0] is self._data_type)

    def refusal(self) -> MediumError:
        """Why System data does not fit, with the sizes, or which sets would have to go for it."""
        size = f"{self._type_size():,} bytes to save"
        if self._ledger.shut_by is not None:
            return SystemDataDoesNotFit(f"System data does not fit: {size}, and {self._ledger.shut_by}")
        room = max(0, self._ledger.room.limit)
        lacking = f"System data does not fit: {size}, and room for {room:,} bytes on the medium"
        if self._old_sets.size_of_kept() >= max(1, self._least_lacking()):
            return LastGoodCopy(f"{lacking} beside the last good copy {self._old_sets.names_of_kept()}")
        return SystemDataDoesNotFit(lacking)
