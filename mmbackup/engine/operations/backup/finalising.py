"""Makes a written set complete: manifest, log, set.json, each durable; then, and only then, its name."""

import hashlib
from collections.abc import Callable
from uuid import uuid4

from mmbackup.engine.errors import MediumLost
from mmbackup.engine.format.backup_set import BackupSet, SetFile, write
from mmbackup.engine.format.identity import Identity, read_identity
from mmbackup.engine.format.log_lines import totals_lines
from mmbackup.engine.format.manifest import MANIFEST_NAME
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.ledger import Ledger

LOG_NAME = "LOG.txt"

Copy = Callable[[Callable[[bytes], None]], None]


def finalise(desk: Desk, ledger: Ledger, identity: Identity, name: str) -> BackupSet:
    """The set under its name, written and not yet verified."""
    medium, folder, tallies = ledger.medium, ledger.folder, ledger.tallies()
    ledger.finished.append(_write_file(medium, folder, MANIFEST_NAME, ledger.manifest.copy_to))
    totals = totals_lines(tallies)
    ledger.finished.append(
        _write_file(medium, folder, LOG_NAME, lambda write_chunk: desk.log.copy_to(write_chunk, totals))
    )
    backup_set = BackupSet(
        uuid=str(uuid4()),
        name=name,
        part=1,
        parts=1,
        site=desk.job.site,
        run_id=desk.job.run_id,
        medium_uuid=identity.uuid,
        medium_name=identity.name,
        started_at=desk.job.started_at,
        written_at=desk.clock(),
        tallies=tallies,
        errors=desk.errors,
        files=tuple(ledger.finished),
    )
    write(medium, folder, backup_set)
    medium.sync_folder(folder)
    check_not_exchanged(medium, identity)
    medium.rename(folder, name)
    return backup_set


def check_not_exchanged(medium: Medium, identity: Identity) -> None:
    medium.check()
    found = read_identity(medium)
    if found is None or found.uuid != identity.uuid:
        raise MediumLost(f"medium {identity.name} was exchanged while the run was writing")


def _write_file(medium: Medium, folder: str, name: str, copy: Copy) -> SetFile:
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
