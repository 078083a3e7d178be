"""What a part that was read back changes in what is known of the backup."""

from dataclasses import dataclass, replace

from mmbackup.engine.events import PartWritten
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.json_text import moment_text
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.format.set_text import sha256_of
from mmbackup.engine.media.port import Room
from mmbackup.engine.operations.attended.part_desk import PartDesk
from mmbackup.engine.operations.attended.part_ledger import PartLedger
from mmbackup.engine.operations.attended.shapes import Begun, Count, Proven, State
from mmbackup.engine.operations.attended.words import words_of_part


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the sources in this part. due: data types whose folders still lie on no medium."""

    ledger: PartLedger
    dropped: frozenset[int]
    due: tuple[str, ...]
    begun: tuple[Begun, ...] = ()

    def left(self, source: int) -> Count:
        if source in self.dropped:  # what hung is not tried again
            return 0, 0
        return self.ledger.left_files[source], self.ledger.left_sizes[source]

    @property
    def is_last(self) -> bool:
        sources = range(len(self.ledger.keys))
        return not (self.due or any(self.left(source)[0] for source in sources))


@dataclass(frozen=True, slots=True)
class Proof:
    """The part as it lies on its medium, read back; manifest is the server's copy."""

    backup_set: BackupSet
    identity: Identity
    room: Room
    manifest: str


def state_after(state: State, written: Written, proof: Proof, desk: PartDesk) -> State:
    """The part is among the parts, not yet marked on its medium."""
    ledger, sources = written.ledger, range(len(state.sources))
    after = replace(
        state,
        saved=tuple(
            (files + ledger.saved_files[source], size + ledger.saved_sizes[source])
            for source, (files, size) in enumerate(state.saved)
        ),
        left=tuple(written.left(source) for source in sources),
        errors=desk.errors,
        dropped=tuple(sorted(written.dropped)),
        folders_due=written.due,
        begun=written.begun,
    )
    return replace(after, parts=(*state.parts, _part(after, proof, desk)))


def _part(after: State, proof: Proof, desk: PartDesk) -> Proven:
    backup_set, identity = proof.backup_set, proof.identity
    left_files, left_size = after.left_in_all
    part = PartWritten(
        number=backup_set.part,
        set_uuid=backup_set.uuid,
        set_name=backup_set.name,
        medium_uuid=identity.uuid,
        medium_name=identity.name,
        medium_pool=identity.pool,
        medium_capacity=proof.room.capacity,
        medium_free=proof.room.free,
        size_on_medium=backup_set.size,
        tallies=backup_set.tallies,
        verified_at=desk.clock(),
        left_files=left_files,
        left_size=left_size,
        manifest=proof.manifest,
        medium_first_used_at=moment_text(identity.first_used_at),
        medium_write_count=identity.write_count,
        medium_replace_by=identity.replace_by.isoformat() if identity.replace_by else "",
        set_sha256=sha256_of(backup_set),
        recipients=backup_set.recipients,
    )
    return Proven(
        part,
        verdict=words_of_part(part, desk.zone),
        set_sha256=part.set_sha256,
        is_last=bool(backup_set.parts),
    )
