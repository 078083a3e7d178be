"""People's hands at an emulated drive: see its shelf, insert, eject, write-protect."""

from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import MEDIUM_CHANGED
from mmbackup.engine.errors import MediumError
from mmbackup.engine.media.emulated import Shelf, ShelfMedium
from mmbackup.models import Drive
from mmbackup.services.look_into_drive import DriveState, look_into_drive
from mmbackup.services.record_event import record_event
from mmbackup.services.remember_medium import put_on_shelf, remember_in_drive


def has_shelf(*, drive: Drive) -> bool:
    return drive.kind == "emulated"


def list_media(*, drive: Drive) -> list[ShelfMedium]:
    return shelf_of(drive).media()


def insert_medium(*, drive: Drive, name: str, now: datetime) -> None:
    """Raise MediumError when the drive is not empty or there is no such medium."""
    shelf_of(drive).insert(name)
    look = look_into_drive(drive=drive)
    with transaction.atomic():
        put_on_shelf(drive=drive, now=now)
        if look.state is DriveState.LOADED:
            remember_in_drive(
                drive=drive,
                uuid=look.uuid,
                name=look.name,
                pool=look.pool,
                capacity=look.capacity,
                free=look.free,
                now=now,
            )
        _record(drive, f"{name} was inserted into {drive.name}", now)


def eject_medium(*, drive: Drive, now: datetime) -> None:
    """Also while a run is at it, as a real drive's tray can be forced: that run then ends, and says why."""
    shelf = shelf_of(drive)
    name = shelf.loaded()
    shelf.eject()
    if name is None:
        return
    with transaction.atomic():
        put_on_shelf(drive=drive, now=now)
        _record(drive, f"{name} was ejected from {drive.name}", now)


def protect_medium(*, drive: Drive, name: str, on: bool, now: datetime) -> None:
    shelf_of(drive).protect(name, on)
    _record(drive, f"Write protection of {name} was switched {'on' if on else 'off'}", now)


def shelf_of(drive: Drive) -> Shelf:
    """Raise MediumError for a drive that has no shelf."""
    path = drive.settings.get("path")
    if not has_shelf(drive=drive) or not isinstance(path, str):
        raise MediumError(f"drive {drive.name} has no shelf: its media are changed by hand")
    return Shelf(path)


def _record(drive: Drive, message: str, now: datetime) -> None:
    record_event(site=drive.site, code=MEDIUM_CHANGED, at=now, message=message)
