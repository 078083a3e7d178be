"""Answers before a byte is written: is a medium in the drive, and may tonight's backup go onto it?"""

from datetime import datetime
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
from mmbackup.engine.format.identity import Identity, read_identity
from mmbackup.engine.media.port import INCOMPLETE, DriveSpec, Medium
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.label import label, refuse_foreign


def preflight(*, drive: DriveSpec, now: datetime) -> tuple[Medium, Identity]:
    """The open medium, fit to be written, without leftovers; a MediumError says why there is none."""
    medium = open_drive(drive).open()
    try:
        return medium, _accepted(medium, drive, now)
    except BaseException:
        medium.close()
        raise


def _accepted(medium: Medium, drive: DriveSpec, now: datetime) -> Identity:
    try:
        identity = _identity(medium, drive, now)
    except FormatError as error:
        raise WrongMedium(f"the medium in drive {drive.name} cannot be trusted: {error}") from error
    _check_pool(identity, drive)
    _check_age(identity, now)
    if medium.is_write_protected():
        raise WriteProtected(f"medium {identity.name} is write-protected")
    _remove_leftovers(medium)
    medium.check()
    return identity


def _identity(medium: Medium, drive: DriveSpec, now: datetime) -> Identity:
    identity = read_identity(medium)
    if identity is not None:
        return identity
    refuse_foreign(medium)
    if not drive.label_blank:
        raise UnlabelledMedium(f"the medium in drive {drive.name} is blank and has no label")
    name = medium.name_hint or f"{drive.pool} {uuid4().hex[:6].upper()}"
    return label(medium=medium, name=name, pool=drive.pool, now=now)


def _check_pool(identity: Identity, drive: DriveSpec) -> None:
    if identity.pool != drive.pool:
        raise OtherPool(f"medium {identity.name} belongs to the pool {identity.pool}, not to {drive.pool}")


def _check_age(identity: Identity, now: datetime) -> None:
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
