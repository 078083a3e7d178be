"""Makes a written set complete: manifest, log, set.json, each durable; then, and only then, its name."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from uuid import uuid4

from mmbackup.engine.errors import MediumLost, ServerDiskFull
from mmbackup.engine.format.backup_set import write
from mmbackup.engine.format.encryption import Encryption, plain_name
from mmbackup.engine.format.identity import Identity, read_identity
from mmbackup.engine.format.log_lines import totals_lines
from mmbackup.engine.format.manifest import MANIFEST_NAME
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.format.set_account import BackupSet, EarlierPart, SetFile
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.ledger import Ledger
from mmbackup.engine.operations.backup.set_file import Copy, write_file

LOG_NAME = "LOG.txt"


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
    totals = totals_lines(tallies)
    put_file(desk, ledger, MANIFEST_NAME, ledger.manifest.copy_to)
    put_file(desk, ledger, LOG_NAME, lambda write_chunk: desk.log.copy_to(write_chunk, totals))
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
        files=_in_order(ledger),
        earlier=draft.earlier,
        recipients=ledger.encryption.recipients,
    )
    write(medium, folder, backup_set)
    medium.sync_folder(folder)
    check_not_exchanged(medium, identity)
    medium.rename(folder, draft.name)
    return backup_set


def keep_manifest(desk: Desk, ledger: Ledger) -> None:
    """The server's own copy, never encrypted. It can be had from the medium again, so that a server's disk
    which does not take it costs the set nothing.
    """
    path = desk.job.manifest_path
    if not path:
        return
    try:
        with server_disk(), open(f"{path}.new", "wb") as file:
            ledger.manifest.copy_to(lambda chunk: _append(file, chunk))
            file.flush()
            os.fsync(file.fileno())
        with server_disk():
            os.replace(f"{path}.new", path)
    except ServerDiskFull as error:
        with contextlib.suppress(ServerDiskFull):
            desk.log.note(f"The server keeps no copy of the set's manifest: {error}")


def check_not_exchanged(medium: Medium, identity: Identity) -> None:
    medium.check()
    found = read_identity(medium)
    if found is None or found.uuid != identity.uuid:
        raise MediumLost(f"medium {identity.name} was exchanged while the run was writing")


def _in_order(ledger: Ledger) -> tuple[SetFile, ...]:
    """restore.sh unpacks the many files of an encrypted set in this order."""
    if not ledger.encryption:
        return tuple(ledger.finished)
    return tuple(sorted(ledger.finished, key=lambda file: plain_name(file.name)))


def put_file(desk: Desk, ledger: Ledger, name: str, copy: Copy) -> None:
    """A file of the set beside its pieces, encrypted if the set is."""
    encryption = ledger.encryption
    if encryption:
        copy = _encrypted(copy, encryption, desk.job.spool_folder)
    file = write_file(ledger.medium, ledger.folder, encryption.name(name), copy)
    ledger.finished.append(file)


def _encrypted(copy: Copy, encryption: Encryption, folder: str) -> Copy:
    """By way of a nameless file on the server's own disk, as its content is pushed, and encryption pulls."""

    def copy_encrypted(write_chunk: Callable[[bytes], None]) -> None:
        with server_disk(), tempfile.TemporaryFile(dir=folder) as plain:
            copy(lambda chunk: _append(plain, chunk))
            plain.seek(0)
            encryption.encrypt_to(plain, write_chunk)

    return copy_encrypted


def _append(file: IO[bytes], chunk: bytes) -> None:
    file.write(chunk)
