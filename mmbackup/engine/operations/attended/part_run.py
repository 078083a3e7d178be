"""One part of an attended backup: from the look at the medium to the read back."""

import contextlib
from contextlib import closing

from mmbackup.engine.errors import BackupError, MediumFull, NothingToSave
from mmbackup.engine.events import MediumFound, Planned
from mmbackup.engine.format.backup_set import remove_set, set_name
from mmbackup.engine.format.encryption import Encryption
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.set_account import BackupSet, EarlierPart
from mmbackup.engine.media.port import INCOMPLETE, Medium
from mmbackup.engine.operations.attended.accounting import Proof, Written, state_after
from mmbackup.engine.operations.attended.folder import StateFolder
from mmbackup.engine.operations.attended.log import media_text
from mmbackup.engine.operations.attended.part_content import (
    earlier_parts,
    listing_of,
    write_earlier_manifests,
    write_types,
)
from mmbackup.engine.operations.attended.part_desk import PartDesk
from mmbackup.engine.operations.attended.part_ledger import PartLedger
from mmbackup.engine.operations.attended.shapes import State
from mmbackup.engine.operations.backup.beginning import count_write, free_name, refresh_texts
from mmbackup.engine.operations.backup.finalising import Draft, finalise
from mmbackup.engine.operations.backup.old_sets import OldSets
from mmbackup.engine.operations.backup.readers import Readers
from mmbackup.engine.operations.backup.reconciling import reconcile
from mmbackup.engine.operations.backup.writing import Work
from mmbackup.engine.operations.preflight import Accepted
from mmbackup.engine.operations.verify import read_back
from mmbackup.engine.outcomes import Phase


class PartRun:
    """Owns the open medium until close(), which leaves no part there that was not proven.

    backup_set is there once the part has its name.
    """

    def __init__(
        self, desk: PartDesk, folder: StateFolder, state: State, accepted: Accepted, piece_limit: int
    ) -> None:
        self.medium: Medium = accepted.medium
        self.identity: Identity = accepted.identity
        self.backup_set: BackupSet | None = None
        self.is_proven = False
        self.old_sets = OldSets(desk, accepted.medium, accepted.kept)
        self._desk = desk
        self._folder = folder
        self._state = state
        self._piece_limit = piece_limit
        self._encryption = Encryption(desk.job.recipients.get(self.identity.pool, ()))
        self._room = accepted.medium.room()
        self._incomplete = INCOMPLETE + set_name(state.started_at, f"attended-{state.next_part}")

    def run(self) -> State:
        """What holds once the medium says so too; nothing of it is kept yet."""
        desk = self._desk
        self._tell_medium()
        desk.begin(Phase.WRITE)
        self._begin_set()
        ledger = PartLedger(
            desk,
            self.medium,
            self._incomplete,
            self._piece_limit,
            self._earlier_parts(),
            encryption=self._encryption,
        )
        with closing(ledger), closing(Readers(desk)) as readers:
            readers.dropped.update(self._state.dropped)
            written = self._write(readers, ledger)
            readers.close()
            desk.check_cancelled()
            desk.begin(Phase.FINALISE)
            manifest = self._finalise(ledger, written)
        backup_set = self._read_back()
        proof = Proof(backup_set, self.identity, self.medium.room(), manifest)
        return state_after(self._state, written, proof, desk)

    def close(self) -> None:
        """Leave nothing half done on the medium."""
        if not self.is_proven:
            with contextlib.suppress(BackupError):
                self._remove()
        with contextlib.suppress(BackupError):
            self.medium.close()

    def _remove(self) -> None:
        if self.backup_set is None:
            self.medium.remove(self._incomplete)
        else:  # else two media might say that they are the same part
            remove_set(self.medium, self.backup_set.name)

    def _tell_medium(self) -> None:
        desk, name = self._desk, self.identity.name
        desk.log.set_medium(media_text((*self._state.media, name)))
        desk.log.begin(f"Part {self._state.next_part} · medium {name} ({self.identity.uuid})")
        room, pool = self._room, self.identity.pool
        desk.listen(MediumFound(self.identity.uuid, name, pool, room.capacity, room.free))
        desk.listen(Planned(*self._state.left_in_all))

    def _begin_set(self) -> None:
        """An older set goes if not even this fits beside it."""
        while True:
            try:
                refresh_texts(self.medium)
                self.identity = count_write(self.medium, self.identity)
                self.medium.make_folder(self._incomplete)
            except MediumFull:
                if not self.old_sets.remove_oldest():
                    raise
            else:
                return

    def _write(self, readers: Readers, ledger: PartLedger) -> Written:
        listing = listing_of(self._state, self._folder)
        earlier = self._earlier_parts()
        write_earlier_manifests(self._desk, ledger, self.old_sets, self._folder, earlier)
        work = Work(self._desk, readers, ledger, self.old_sets, listing)
        written = write_types(work, ledger, self._state)
        reconcile(self._desk, listing, ledger, readers.dropped)
        return written

    def _finalise(self, ledger: PartLedger, written: Written) -> str:
        state = self._state
        is_last = written.is_last
        if ledger.holds_nothing and not is_last:
            raise MediumFull(
                f"medium {self.identity.name} has no room for anything that is still to be saved"
            )
        if ledger.holds_nothing and not any(files for files, _ in state.saved):
            raise NothingToSave("not one file could be saved")
        ledger.end_writing()
        ledger.write_slices()
        part = state.next_part
        name = free_name(self.medium, state.started_at, f"attended-{part}")
        draft = Draft(name, state.set_uuid, part, part if is_last else 0, self._earlier_parts())
        self.backup_set = finalise(self._desk, ledger, self.identity, draft)
        ledger.store_left(self._folder, part + 1, written.dropped)
        return self._folder.keep_manifest(part, ledger.manifest.copy_to)

    def _earlier_parts(self) -> tuple[EarlierPart, ...]:
        return earlier_parts(self._state, self._folder, self._encryption)

    def _read_back(self) -> BackupSet:
        desk, backup_set = self._desk, self.backup_set
        assert backup_set is not None  # noqa: S101 - set by _finalise
        desk.begin(Phase.READ_BACK)
        read_back(
            medium=self.medium,
            folder=backup_set.name,
            backup_set=backup_set,
            listen=desk.listen,
            clock=desk.clock,
            cancelled=desk.cancelled,
        )
        return backup_set
