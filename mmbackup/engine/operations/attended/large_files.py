"""Files that are larger than a medium: in slices, as many on each medium as there is room for.

How well a slice shrinks is not known before it is read: so a slice is as large as surely fits, and the room
that it leaves goes to the next.
"""

from dataclasses import astuple

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.names import escape
from mmbackup.engine.format.slices import MOST_SLICES, Slice, longest_line, slice_line
from mmbackup.engine.operations.attended.asking import AskingWriter
from mmbackup.engine.operations.attended.part_ledger import PartLedger
from mmbackup.engine.operations.attended.shapes import Begun, Facts
from mmbackup.engine.operations.backup.brim import most_bytes
from mmbackup.engine.sources.entry import PATH, SIZE, SOURCE, Entry
from mmbackup.engine.sources.origins import placing
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.engine.sources.slicing import Facts as Wire

LEAST = 64 << 10  # smaller slices are not worth their line
_MARGIN = 64 << 10
_SURE = 0.97  # of what a medium takes


class LargeFiles:
    """For one part. begun are the files whose first slices are saved, here or on earlier media."""

    def __init__(
        self, ledger: PartLedger, removable: int, sources: tuple[SourceSpec, ...], begun: tuple[Begun, ...]
    ) -> None:
        self._ledger = ledger
        self._placings = [placing(spec) for spec in sources]
        self._hosts = [spec.host for spec in sources]
        self._begun = {(one.source, one.path): one for one in begun}
        self._most = (ledger.most_of_one_file() + removable) * _SURE - _MARGIN
        self._limit = 1 << 62

    @property
    def begun(self) -> tuple[Begun, ...]:
        return tuple(self._begun.values())

    def is_large(self, entry: Entry) -> bool:
        return _key(entry) in self._begun or most_bytes(entry) > self._most

    def save(self, writer: AskingWriter, entry: Entry) -> None:
        """As much of it as there is room for; what is not saved is left."""
        if _key(entry) not in self._begun and self._fits(writer, entry):
            self._ledger.count_left_out(writer.save([entry]))
        else:
            self._save_slices(writer, entry)

    def save_grown(self, writer: AskingWriter, data_type: DataType) -> None:
        """A medium on which nothing found room: perhaps what comes first has grown since it was listed."""
        entry = self._ledger.first_left.get(data_type)
        if entry is not None and not self.is_large(entry) and not self._fits(writer, entry):
            self._ledger.take_back(entry)
            self._save_slices(writer, entry)

    def forget(self, dropped: set[int]) -> None:
        """What hung is not tried again."""
        self._begun = {key: one for key, one in self._begun.items() if one.source not in dropped}

    def _fits(self, writer: AskingWriter, entry: Entry) -> bool:
        """As a whole, onto a medium of this size: holes take no room."""
        if self._hosts[entry[SOURCE]]:  # comes with its holes filled
            return most_bytes(entry) <= self._most
        (size,) = writer.ask("weigh", entry).words or (0,)
        return most_bytes(entry) - entry[SIZE] + int(size) <= self._most

    def _save_slices(self, writer: AskingWriter, entry: Entry) -> None:
        if self._hosts[entry[SOURCE]]:
            self._give_up(writer, entry, "lies on another machine and is larger than a medium")
            return
        self._limit = 1 << 62
        while self._save_next(writer, entry):
            pass

    def _save_next(self, writer: AskingWriter, entry: Entry) -> bool:
        """Whether there is more to do."""
        begun = self._begun.get(_key(entry))
        size = self._room(entry, begun)
        if not size:
            self._leave(entry, begun)
            return False
        if begun is not None and begun.slices >= MOST_SLICES:
            return self._give_up(writer, entry, f"does not fit into {MOST_SLICES:,} slices")
        number, offset, facts = (begun.slices + 1, begun.offset, begun.facts) if begun else (1, 0, None)
        answer = writer.ask("slice", entry, (number, offset, size), facts and astuple(facts))
        if answer.is_refused:
            self._limit = size // 2
        elif answer.words:
            return self._note(entry, number, *answer.words)
        elif not answer.is_lost or entry[SOURCE] in writer.readers.dropped:
            self._begun.pop(_key(entry), None)
            return False
        return True

    def _note(self, entry: Entry, number: int, piece: tuple[int, int, int, str], facts: Wire) -> bool:
        offset, size, total, sha256 = piece
        one = Slice(number, offset, size, total)
        name = self._placings[entry[SOURCE]].archive_name(entry)
        self._ledger.add_slice(slice_line(one, sha256, name))
        if one.is_last:
            self._begun.pop(_key(entry), None)
            return False
        self._begun[_key(entry)] = Begun(*_key(entry), number, offset + size, Facts(*facts))
        return True

    def _give_up(self, writer: AskingWriter, entry: Entry, reason: str) -> bool:
        writer.desk.source_error(entry[SOURCE], f"{escape(entry[PATH])}: {reason}; use larger media")
        writer.drop(entry)
        self._begun.pop(_key(entry), None)
        return False

    def _leave(self, entry: Entry, begun: Begun | None) -> None:
        self._ledger.leave_rest(entry, begun.facts.size - begun.offset if begun else entry[SIZE])

    def _room(self, entry: Entry, begun: Begun | None) -> int:
        """Bytes of the next slice at most; 0 when it has to wait for the next medium."""
        ledger = self._ledger
        fixed = most_bytes(entry) - entry[SIZE] + longest_line(entry[PATH])
        available = ledger.available(ledger.streams[0]) - fixed
        surely = (
            (available - ledger.room_of_pieces(available)) * 250 // 251
        )  # what does not shrink grows a little
        rest = begun.facts.size - begun.offset if begun else entry[SIZE]
        size = min(surely, self._limit)
        return size if size >= min(LEAST, rest) else 0


def _key(entry: Entry) -> tuple[int, bytes]:
    return entry[SOURCE], entry[PATH]
