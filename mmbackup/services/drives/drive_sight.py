"""Looks into a drive for all who may not, and keeps what was seen: in the drive's row and its media's."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from mmbackup.models import Drive
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.drives.drive_look import DriveLook, to_json
from mmbackup.services.drives.look_into_drive import LONG_PATIENCE, NEEDS_RIGHTS, last_seen, look_now
from mmbackup.services.drives.remember_look import remember_look
from mmbackup.services.media.custody import PROGRAM


def see_drive(*, drive: Drive, now: datetime, by: str = PROGRAM) -> DriveLook:
    """While a run is at it, what was seen last: a look would only be in its way."""
    if drive.kind in NEEDS_RIGHTS and drive_lock(drive_id=drive.pk).is_held():
        drive.refresh_from_db(fields=["seen", "seen_at"])
        return last_seen(drive)
    return keep_sight(drive=drive, look=look_now(drive.spec, patience=LONG_PATIENCE), now=now, by=by)


def keep_sight(*, drive: Drive, look: DriveLook, now: datetime, by: str = PROGRAM) -> DriveLook:
    """The look as others get it."""
    with transaction.atomic():
        remember_look(drive=drive, look=look, now=now, by=by)
        drive.seen, drive.seen_at = to_json(look), now
        Drive.objects.filter(pk=drive.pk).update(seen=drive.seen, seen_at=now)
    return replace(look, seen_at=now)
