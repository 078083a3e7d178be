"""Answers before a byte is written: is a medium in the drive, and may tonight's backup go onto it?"""

from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from mmbackup.engine.errors import (
    FormatError,
    MediumDamaged,
    MediumError,
    MediumLost,
    OtherPool,
    UnlabelledMedium,
    WriteProtected,
    WrongMedium,
)
from mmbackup.engine.format.backup_set import list_sets
from mmbackup.engine.format.identity import Identity, read_identity
from mmbackup.engine.media.port import INCOMPLETE, Medium
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.job import BackupJob, KeptSets, admit_all
from mmbackup.engine.operations.label import label, refuse_foreign


class Accepted(NamedTuple):
    """kept are the names of the sets that must not go before the new one is verified."""

    medium: Medium
    identity: Identity
    kept: KeptSets


def preflight(*, job: BackupJob, now: datetime) -> Accepted:
    """The open medium, fit to be written, without leftovers; a MediumError says why there is none."""
    medium = open_drive(job.drive).open()
    try:
        identity, kept = _accepted(medium, job, now)
    except BaseException:
        medium.close()
        raise
    return Accepted(medium, identity, kept)


def _accepted(medium: Medium, job: BackupJob, now: datetime) -> tuple[Identity, KeptSets]:
    try:
        identity = _identity(medium, job, now)
    except FormatError as error:
        raise WrongMedium(f"the medium in drive {job.drive.name} cannot be trusted: {error}") from error
    _check_pool(identity, job)
    if job.admit is admit_all:  # who asks a rotation is told of the medium's age by it, as people changed it
        check_age(identity, now)
    kept = job.admit(identity, tuple(list_sets(medium)), medium.room())
    if medium.is_write_protected():
        raise WriteProtected(f"medium {identity.name} is write-protected")
    _remove_leftovers(medium)
    medium.check()
    return identity, kept


def _identity(medium: Medium, job: BackupJob, now: datetime) -> Identity:
    identity = read_identity(medium)
    if identity is not None:
        return identity
    refuse_foreign(medium)
    drive = job.drive
    if not drive.label_blank:
        raise UnlabelledMedium(f"the medium in drive {drive.name} is blank and has no label")
    name = medium.name_hint or job.blank_name or f"{drive.pool} {uuid4().hex[:6].upper()}"
    months = job.replace_after_months
    return label(medium=medium, name=name, pool=drive.pool, now=now, replace_after_months=months)


def _check_pool(identity: Identity, job: BackupJob) -> None:
    taken = job.pools or (job.drive.pool,)
    if identity.pool not in taken:
        raise OtherPool(
            f"medium {identity.name} belongs to the pool {identity.pool}, not to {' or '.join(taken)}"
        )


def check_age(identity: Identity, now: datetime) -> None:
    if identity.replace_by is not None and now.date() > identity.replace_by:
        raise WrongMedium(f"medium {identity.name} was to be replaced by {identity.replace_by}")


def _remove_leftovers(medium: Medium) -> None:
    """Of runs that died: nothing of theirs was ever promised. One that stays costs room, not the night."""
    for name in medium.names():
        if name.startswith(INCOMPLETE):
            try:
                medium.remove(name)
            except (MediumLost, MediumDamaged, WriteProtected):
                raise
            except MediumError:
                continue
