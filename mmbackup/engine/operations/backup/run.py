"""One backup, from pre-flight to read back. Errors that end the run come out of it; back_up answers them."""

import contextlib
from contextlib import closing
from dataclasses import dataclass

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import BackupError, MediumFull, NothingToSave
from mmbackup.engine.events import MediumFound, Planned
from mmbackup.engine.format.backup_set import set_name
from mmbackup.engine.format.encryption import Encryption
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.media.port import INCOMPLETE, Medium
from mmbackup.engine.operations.backup.beginning import count_write, free_name, refresh_texts
from mmbackup.engine.operations.backup.brim import fill_to_the_brim
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.finalising import Draft, finalise, keep_manifest
from mmbackup.engine.operations.backup.ledger import Ledger
from mmbackup.engine.operations.backup.listing import Listing, list_sources
from mmbackup.engine.operations.backup.old_sets import OldSets, saved_by
from mmbackup.engine.operations.backup.readers import Readers
from mmbackup.engine.operations.backup.reconciling import reconcile
from mmbackup.engine.operations.backup.writing import TypeWriter, Work
from mmbackup.engine.operations.job import KeptSets
from mmbackup.engine.operations.preflight import preflight
from mmbackup.engine.operations.verify import read_back
from mmbackup.engine.outcomes import Phase
from mmbackup.engine.tally import Tally


@dataclass(slots=True)
class Way:
    """How far a run came; what is set here is true whatever happens after."""

    medium: Medium | None = None
    identity: Identity | None = None
    kept: KeptSets = frozenset()
    capacity: int = 0
    tallies: tuple[Tally, ...] = ()
    backup_set: BackupSet | None = None
    old_sets: OldSets | None = None
    is_read_back: bool = False


class BackupRun:
    """way is to be looked at afterwards, also when run() has raised."""

    def __init__(self, desk: Desk, piece_limit: int) -> None:
        self.way = Way()
        self._desk = desk
        self._piece_limit = piece_limit
        self._name = set_name(desk.job.started_at, "full-auto")

    def run(self) -> None:
        desk = self._desk
        desk.begin(Phase.PREFLIGHT)
        if not desk.job.sources:
            raise NothingToSave("no sources are configured")
        with closing(Readers(desk)) as readers:  # they start while the medium is looked at
            medium, identity = self._accept_medium()
            desk.begin(Phase.COLLECT)
            listing = self._list(readers)
            desk.begin(Phase.WRITE)
            with closing(self._begin_set(medium, identity)) as ledger:
                self._write(readers, listing, ledger)
                readers.close()
                desk.check_cancelled()
                desk.begin(Phase.FINALISE)
                reconcile(desk, listing, ledger, readers.dropped)
                self._finalise(ledger, identity)
        self._read_back(medium)

    def close(self) -> None:
        """Leave nothing half done on the medium."""
        medium = self.way.medium
        if medium is not None:
            if self.way.backup_set is None:
                with contextlib.suppress(BackupError):
                    medium.remove(INCOMPLETE + self._name)
            with contextlib.suppress(BackupError):
                medium.close()

    def _accept_medium(self) -> tuple[Medium, Identity]:
        medium, identity, kept = preflight(job=self._desk.job, now=self._desk.clock())
        self.way.medium, self.way.identity, self.way.kept = medium, identity, kept
        room = medium.room()
        self.way.capacity = room.capacity
        self._desk.log.set_medium(f"{identity.name} ({identity.uuid})")
        self._desk.listen(MediumFound(identity.uuid, identity.name, identity.pool, room.capacity, room.free))
        return medium, identity

    def _list(self, readers: Readers) -> Listing:
        desk = self._desk
        for spec in sorted(desk.job.sources, key=lambda spec: list(DataType).index(spec.item.data_type)):
            desk.log.section(spec.server, spec.item.slug, spec.item.title)
        listing = list_sources(desk, readers)
        files, size = listing.files.total(), listing.sizes.total()
        if not files:
            raise NothingToSave("the sources hold no file that could be saved")
        desk.listen(Planned(files, size))
        return listing

    def _begin_set(self, medium: Medium, identity: Identity) -> Ledger:
        with contextlib.suppress(MediumFull):  # what stands there restores its older sets
            refresh_texts(medium)
        self.way.identity = count_write(medium, identity)
        self.way.old_sets = OldSets(self._desk, medium, self.way.kept)
        medium.make_folder(INCOMPLETE + self._name)
        encryption = Encryption(self._desk.job.recipients.get(identity.pool, ()))
        return Ledger(self._desk, medium, INCOMPLETE + self._name, self._piece_limit, encryption)

    def _write(self, readers: Readers, listing: Listing, ledger: Ledger) -> None:
        assert self.way.old_sets is not None  # noqa: S101 - set by _begin_set
        ledger.keep_reserve(listing.files.total())
        work = Work(self._desk, readers, ledger, self.way.old_sets, listing)
        for data_type in DataType:
            ledger.begin_type(data_type)
            writer = TypeWriter(work, data_type)
            writer.write()
            fill_to_the_brim(writer)
            writer.write_held()
            ledger.end_type()

    def _finalise(self, ledger: Ledger, identity: Identity) -> None:
        ledger.end_writing()
        self.way.tallies = ledger.tallies()
        if not ledger.saved[0]:
            raise NothingToSave("not one file could be saved")
        kind = "partial-auto" if ledger.left_files else "full-auto"
        name = free_name(ledger.medium, self._desk.job.started_at, kind)
        self.way.backup_set = finalise(self._desk, ledger, identity, Draft(name))
        keep_manifest(self._desk, ledger)

    def _read_back(self, medium: Medium) -> None:
        desk, backup_set = self._desk, self.way.backup_set
        assert backup_set is not None  # noqa: S101 - set by _finalise
        desk.begin(Phase.READ_BACK)
        read_back(
            medium=medium,
            folder=backup_set.name,
            backup_set=backup_set,
            listen=desk.listen,
            clock=desk.clock,
            cancelled=desk.cancelled,
        )
        self.way.is_read_back = True

    def remove_old_sets(self, *, is_full: bool) -> None:
        """After success. The new set stands, so that a failure here takes nothing from it.

        What was to be kept until a later set is verified goes only when that one is full.
        """
        if self.way.old_sets is not None:
            try:
                self.way.old_sets.remove_all()
                if is_full:
                    self.way.old_sets.remove_kept(saved_by(self.way.tallies))
            except BackupError as error:
                with contextlib.suppress(BackupError):  # the log may be what failed
                    self._desk.log.note(f"Older sets could not be removed: {error}")
