"""What a part that was not finished has done to its medium: older sets made room, or it proved damaged.

For callers inside a transaction of their own.
"""

from datetime import datetime

from mmbackup.engine.errors import MediumDamaged
from mmbackup.engine.events import MediumFound, MediumRefused
from mmbackup.models import BackupSet, Drive, Medium
from mmbackup.services.media.medium_life import note_read_error
from mmbackup.services.media.remember_medium import as_uuid, remember_in_drive

BY = "attended backup"


def forget_removed(*, medium_uuid: str, names: tuple[str, ...], at: datetime) -> None:
    """Older sets that lie on the medium no more."""
    identity = as_uuid(medium_uuid)
    if identity is not None and names:
        lying = BackupSet.objects.filter(medium__uuid=identity, name__in=names, removed_at__isnull=True)
        lying.update(removed_at=at)


def remember_refused(*, drive: Drive, found: MediumFound, refused: MediumRefused, now: datetime) -> None:
    """For a medium that had been accepted before."""
    medium = _medium(drive, found, now)
    if medium is not None and refused.error == MediumDamaged.__name__:
        note_read_error(medium=medium, reason=refused.reason, by=BY, now=now)


def _medium(drive: Drive, found: MediumFound, now: datetime) -> Medium | None:
    """Known already, unless it was blank before this part."""
    identity = as_uuid(found.uuid)
    known = Medium.objects.filter(uuid=identity).first() if identity else None
    return known or remember_in_drive(
        drive=drive,
        uuid=found.uuid,
        name=found.name,
        pool=found.pool,
        capacity=found.capacity,
        free=found.free,
        now=now,
        by=BY,
    )
