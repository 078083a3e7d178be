"""Writes down where media are, after a look into a drive. For callers inside a transaction of their own."""

from datetime import datetime

from mmbackup.models import Drive, Medium
from mmbackup.services.drives.look_into_drive import DriveLook, DriveState
from mmbackup.services.media.custody import PROGRAM
from mmbackup.services.media.remember_medium import put_on_shelf, remember_in_drive


def remember_look(*, drive: Drive, look: DriveLook, now: datetime, by: str = PROGRAM) -> Medium | None:
    """The medium that was seen, if it is one of ours. A drive that does not answer tells nothing."""
    if look.state is DriveState.UNREACHABLE:
        return None
    if look.state is DriveState.LOADED:
        return remember_in_drive(
            drive=drive,
            uuid=look.uuid,
            name=look.name,
            pool=look.pool,
            capacity=look.capacity,
            free=look.free,
            now=now,
            by=by,
            life=look.life,
        )
    put_on_shelf(drive=drive, now=now, by=by)
    return None
