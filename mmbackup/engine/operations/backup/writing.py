"""Writes one data type: hands units to the readers, and their frames to the medium, while there is room."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import MediumFull
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.fetching import Fetching, forget_fetched
from mmbackup.engine.operations.backup.ledger import Ledger
from mmbackup.engine.operations.backup.listing import Found, Listing
from mmbackup.engine.operations.backup.making_room import RoomMaker
from mmbackup.engine.operations.backup.old_sets import OldSets
from mmbackup.engine.operations.backup.readers import Lost, Readers
from mmbackup.engine.operations.backup.streams import FrameStream, highest
from mmbackup.engine.operations.backup.units import Unit, groups, raw_size, without_twins
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.entry import SIZE, SOURCE, Entry
from mmbackup.engine.sources.frame_builder import AccountRow

_DEPTH = 3  # units a reader has before it: it shall never wait for the engine
_FARTHEST = 5  # units between the oldest under way and the next, when room is short
WIDE = 32 << 20  # room for several frames of each reader


@dataclass(frozen=True, slots=True)
class Work:
    """What a type's writer works with."""

    desk: Desk
    readers: Readers
    ledger: Ledger
    old_sets: OldSets
    listing: Listing


class TypeWriter:
    """rest() afterwards gives what was not written for want of room, in order."""

    def __init__(self, work: Work, data_type: DataType) -> None:
        self.desk = work.desk
        self.readers = work.readers
        self.ledger = work.ledger
        self._listing = work.listing
        self._old_sets = work.old_sets
        self.data_type = data_type
        self.room = RoomMaker(data_type, work.ledger, work.old_sets, work.listing)
        self.returned: list[Unit] = []
        self._again: deque[Unit] = deque()
        self._number = 0
        self._is_full = False
        found = work.listing.by_type[data_type]
        self._entries = self.wanted(found)
        self._units = Fetching(self._cut(found), self.readers, self.desk.job.sources)

    def write(self) -> None:
        """All units, or as many as there is room for; those refused are in returned."""
        while self._feed() or not self.readers.is_idle:
            self.hear()

    def rest(self) -> Iterator[Entry]:
        """What was refused, then what was not even tried."""
        for unit in sorted(self.returned, key=lambda unit: unit.number):
            yield from unit.rest
        for unit in self._units:
            yield from unit.entries

    def save(self, entries: list[Entry]) -> list[Entry]:
        """One more unit, alone; answer what of it was refused."""
        self._is_full = True
        self.returned.clear()
        unit = self._at_hand(self.new_unit(entries))
        if not unit.entries:
            return []
        self._give(0, unit)
        while self._feed() or not self.readers.is_idle:
            self.hear()
        return [entry for unit in self.returned for entry in unit.rest]

    def _at_hand(self, unit: Unit) -> Unit:
        """Once what lies on other machines has been fetched."""
        self._units.ask(unit)
        while unit.awaited:
            self.hear()
        return unit

    def write_held(self) -> None:
        """The folders, behind all else."""
        stream = highest(self.ledger.streams)
        if not self._has_room_for_held(stream):
            self.leave_out_folders()
            return
        try:
            self.ledger.manifest.flush()
            for frame, manifest in self.ledger.held.take():
                location = stream.write(frame, at_boundary=True)
                self.ledger.manifest.add(manifest.replace(b"\0", location))
                self.ledger.manifest.flush()
        except MediumFull as error:
            stream.rollback()
            self.ledger.shut(error)
            self.leave_out_folders()

    def _has_room_for_held(self, stream: FrameStream) -> bool:
        while self.ledger.held.size:
            if self.ledger.fits(stream, 0, at_boundary=True, manifest=b"", log=0):
                return True
            if not self.room.make():
                return False
        return True

    def new_unit(self, entries: list[Entry], *, held: bool = False) -> Unit:
        self._number += 1
        return Unit(self._number, entries, held)

    # handing out

    def _cut(self, found: Found) -> Iterator[Unit]:
        for group in groups(entry for entry in found.folders.merged() if self.is_wanted(entry)):
            yield self.new_unit(group, held=True)
        for group in groups(self._entries):
            yield self.new_unit(group)

    def wanted(self, found: Found) -> Iterator[Entry]:
        servers = [spec.server for spec in self.desk.job.sources]
        entries = (entry for entry in found.files.merged() if self.is_wanted(entry))
        return without_twins(entries, servers, self.drop)

    def is_wanted(self, entry: Entry) -> bool:
        return entry[SOURCE] not in self.readers.dropped

    def drop(self, entry: Entry) -> None:
        self._listing.files[entry[SOURCE]] -= 1
        self._listing.sizes[entry[SOURCE]] -= entry[SIZE]

    def _feed(self) -> bool:
        fed = False
        for number in self.readers.local:
            reader = self.readers.all[number]
            while len(reader.tasks) < _DEPTH and (unit := self._next_unit()):
                self._give(number, unit)
                fed = True
        return fed

    def _next_unit(self) -> Unit | None:
        if self._again:
            return self._again.popleft()
        return None if self._is_full or self._is_far_ahead() else self._units.next()

    def _is_far_ahead(self) -> bool:
        """Near the medium's end a fast reader waits for a slow one: what is left out shall be the oldest."""
        under_way = self._under_way()
        if not under_way or self._number - min(unit.number for unit in under_way) < _FARTHEST:
            return False
        at_most = sum(map(raw_size, (entry for unit in under_way for entry in unit.rest)))
        return self.ledger.about_available(self.ledger.streams[0]) < at_most + WIDE

    def _under_way(self) -> list[Unit]:
        """Given to those that save."""
        return [unit for number in self.readers.local for unit in self.readers.all[number].tasks.values()]

    def _give(self, number: int, unit: Unit) -> None:
        self.readers.all[number].give(unit.number, unit, ("save", unit.number, unit.entries, unit.sent))

    # hearing

    def hear(self) -> None:
        for number, event in self.readers.events():
            if isinstance(event, Lost):
                self.give_back(number, event)
            else:
                self.take(number, event)
        total = (self._listing.files.total(), self._listing.sizes.total())
        self.desk.progress(self.ledger.saved, total)

    def take(self, number: int, message: Message) -> None:
        if message[0] == "frame":
            self._take_frame(number, message)
        elif message[0] == "fetched":
            self._units.take(number, message)
        elif message[0] == "lost":
            self.readers.lose_host(*message[1:])
        elif message[0] == "complained":
            self.desk.source_error(message[1], message[2])
        else:
            self._forget_file(number, message)

    def give_back(self, number: int, lost: Lost) -> None:
        """The units of a reader that is gone, without the source that it hung in."""
        if number not in self.readers.local:
            self._units.lose(number, lost)
            return
        for unit in lost.tasks:
            if unit.is_open and not unit.is_refused:
                self.ledger.streams[number].rollback()
            rest = [entry for entry in unit.rest if self.is_wanted(entry)]
            if rest:
                self._again.append(replace(unit, entries=rest, next_index=0, is_open=False, is_refused=False))

    def _forget_file(self, number: int, message: Message) -> None:
        """The reader gave up a large file: to read it again, or because it was refused."""
        verb, unit_number = message
        reader = self.readers.all[number]
        unit = reader.tasks[unit_number]
        if unit.is_open and not unit.is_refused:
            self.ledger.streams[number].rollback()
        unit.is_open = False
        if verb == "stopped":
            self._end_unit(number, unit)

    def _take_frame(self, number: int, message: Message) -> None:
        _, unit_number, (slot, length, raw), (next_index, is_whole, is_done), manifest, accounts, errors = (
            message
        )
        reader = self.readers.all[number]
        unit: Unit = reader.tasks[unit_number]
        frame = reader.memory.slot(slot, length)
        if not unit.is_refused and self._write(number, unit, frame, manifest, accounts, spans=not is_whole):
            self.ledger.raw_size += raw
            self.ledger.written_size += length
            unit.is_open = not is_whole
            if is_whole:
                unit.next_index = next_index
            self._account(accounts, errors)
        frame.release()
        if slot >= 0:
            reader.channel.send(("free", slot))
        if is_done:
            self._end_unit(number, unit)

    def _end_unit(self, number: int, unit: Unit) -> None:
        del self.readers.all[number].tasks[unit.number]
        forget_fetched(unit)
        if unit.is_refused and unit.rest:
            self.returned.append(unit)

    def _account(self, accounts: list[AccountRow], errors: list[tuple[int, str]]) -> None:
        for source, files, size, gone_files, gone_size, lines, count in accounts:
            spec = self.desk.job.sources[source]
            self.ledger.count_saved(source, files, size)
            self._listing.files[source] -= gone_files
            self._listing.sizes[source] -= gone_size
            self.desk.log.add_lines(spec.server, spec.item.slug, lines, count)
        for source, text in errors:
            self.desk.source_error(source, text)

    # writing

    def _write(
        self,
        number: int,
        unit: Unit,
        frame: memoryview,
        manifest: bytes,
        accounts: list[AccountRow],
        *,
        spans: bool,
    ) -> bool:
        """False, and nothing of the file under way is left, when there is no room."""
        log = sum(len(row[5]) for row in accounts)
        stream = self.ledger.streams[number]
        if unit.held:
            self.ledger.held.add(frame, manifest)
            return True
        while not self.ledger.fits(
            stream, len(frame), at_boundary=not unit.is_open, spans=spans, manifest=manifest, log=log
        ):
            if not self.room.make():
                return self._refuse(number, unit)
        if self._comes_before_its_turn(stream, unit, len(frame)):
            return self._refuse(number, unit)
        try:
            self._put(stream, unit, frame, manifest, spans=spans)
        except MediumFull as error:
            unit.is_open = True
            self.ledger.shut(error)
            return self._refuse(number, unit)
        return True

    def _comes_before_its_turn(self, stream: FrameStream, unit: Unit, length: int) -> bool:
        """Near the medium's end: it would take the room of newer files, whose reader is slower."""
        if unit.is_open or self.data_type is DataType.SYSTEM or self._old_sets.may_make_room:
            return False
        newer = [one for one in self._under_way() if one.number < unit.number and not one.held]
        if self._is_full and any(one.number < unit.number for one in self.returned if not one.is_large):
            return True  # what was refused as a whole gets what room there is, file by file
        size = sum(map(raw_size, (entry for one in newer for entry in one.rest)))
        return self.ledger.about_available(stream) < length + size * self.ledger.ratio()

    def _put(
        self, stream: FrameStream, unit: Unit, frame: memoryview, manifest: bytes, *, spans: bool
    ) -> None:
        if frame:
            location = stream.write(frame, at_boundary=not unit.is_open, spans=spans)
            if not unit.is_open:
                unit.location = location
        self.ledger.manifest.add(manifest.replace(b"\0", unit.location))

    def _refuse(self, number: int, unit: Unit) -> bool:
        self.check_may_be_left_out()
        if unit.is_open:
            self.ledger.streams[number].rollback()
        unit.is_refused = True
        unit.is_open = False
        self.readers.all[number].channel.send(("refuse", unit.number))
        if not unit.is_large or self.ledger.available(self.ledger.streams[number]) < WIDE:
            self._is_full = True
        return False

    def check_may_be_left_out(self) -> None:
        """Of System data all must be saved."""
        if self.data_type is DataType.SYSTEM:
            raise self.room.refusal()

    def leave_out_folders(self) -> None:
        self.check_may_be_left_out()
        self.ledger.held.forget()
        text = f"{self.data_type.title}: owners, modes and times of folders found no room; files are whole."
        if self.ledger.left_files:  # the backup is partial in any case
            self.desk.log.note(text)
        else:
            self.desk.error(text)
