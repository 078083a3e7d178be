"""Makes a written set complete: manifest, log, set.json, each durable; then, and only then, its name."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from mmbackup.engine.errors import MediumLost
from mmbackup.engine.format.backup_set import BackupSet, EarlierPart, SetFile, write
from mmbackup.engine.format.identity import Identity, read_identity
from mmbackup.engine.format.log_lines import totals_lines
from mmbackup.engine.format.manifest import MANIFEST_NAME
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.ledger import Ledger

LOG_NAME = "LOG.txt"

Copy = Callable[[Callable[[bytes], None]], None]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a set is to be called, and which part of it this is."""

    name: str
    uuid: str = field(default_factory=lambda: str(uuid4()))
    part: int = 1
    parts: int = 1
    earlier: tuple[EarlierPart, ...] = ()


def finalise(desk: Desk, ledger: Ledger, identity: Identity, draft: Draft) -> BackupSet:
    """The set under its name, written and not yet verified."""
    medium, folder, tallies = ledger.medium, ledger.folder, ledger.tallies()
    ledger.finished.append(write_file(medium, folder, MANIFEST_NAME, ledger.manifest.copy_to))
    totals = totals_lines(tallies)
    ledger.finished.append(
        write_file(medium, folder, LOG_NAME, lambda write_chunk: desk.log.copy_to(write_chunk, totals))
    )
    backup_set = BackupSet(
        uuid=draft.uuid,
        name=draft.name,
        part=draft.part,
        parts=draft.parts,
        site=desk.job.site,
        run_id=desk.job.run_id,
        medium_uuid=identity.uuid,
        medium_name=identity.name,
        started_at=desk.job.started_at,
        written_at=desk.clock(),
        tallies=tallies,
        errors=desk.errors,
        files=tuple(ledger.finished),
        earlier=draft.earlier,
    )
    write(medium, folder, backup_set)
    medium.sync_folder(folder)
    check_not_exchanged(medium, identity)
    medium.rename(folder, draft.name)
    return backup_set


def check_not_exchanged(medium: Medium, identity: Identity) -> None:
    medium.check()
    found = read_identity(medium)
    if found is None or found.uuid != identity.uuid:
        raise MediumLost(f"medium {identity.name} was exchanged while the run was writing")


def write_file(medium: Medium, folder: str, name: str, copy: Copy) -> SetFile:
    """Durable; copy is given what writes a chunk."""
    file = medium.create(f"{folder}/{name}")
    digest = hashlib.sha256()
    size = 0

    def write_chunk(chunk: bytes) -> None:
        nonlocal size
        file.write(chunk)
        digest.update(chunk)
        size += len(chunk)

    try:
        copy(write_chunk)
        file.sync()
    finally:
        file.close()
    return SetFile(name, size, digest.hexdigest())
