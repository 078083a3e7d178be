"""Gives the blank medium in a drive its name and pool."""

from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import MEDIUM_CHANGED
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.label import label
from mmbackup.models import Drive
from mmbackup.services.drive_lock import drive_lock
from mmbackup.services.record_event import record_event
from mmbackup.services.remember_medium import remember_in_drive


def label_medium(*, drive: Drive, name: str, now: datetime) -> Identity:
    """Raise DriveBusy while a run uses the drive, or a MediumError."""
    with drive_lock(drive_id=drive.pk):
        medium = open_drive(drive.spec).open()
        try:
            identity = label(medium=medium, name=name, pool=drive.pool, now=now)
            room = medium.room()
        finally:
            medium.close()
    with transaction.atomic():
        remember_in_drive(
            drive=drive,
            uuid=identity.uuid,
            name=name,
            pool=drive.pool,
            capacity=room.capacity,
            free=room.free,
            now=now,
        )
        message = f"The medium in {drive.name} was labelled {name}, pool {drive.pool}"
        record_event(site=drive.site, code=MEDIUM_CHANGED, at=now, message=message)
    return identity
