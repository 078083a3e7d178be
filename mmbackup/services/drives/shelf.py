"""People's hands at an emulated drive: see its shelf, insert, eject, write-protect."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import MEDIUM_CHANGED
from mmbackup.engine.errors import BackupError, MediumError
from mmbackup.engine.media.emulated import Shelf, ShelfMedium
from mmbackup.models import Drive
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.drives.remember_look import remember_look
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.media.custody import PROGRAM
from mmbackup.services.media.remember_medium import put_on_shelf
from mmbackup.services.media.replace_by import write_replace_by
from mmbackup.services.record_event import record_event


def has_shelf(*, drive: Drive) -> bool:
    return drive.kind == "emulated"


def list_media(*, drive: Drive) -> list[ShelfMedium]:
    return shelf_of(drive).media()


def insert_medium(*, drive: Drive, name: str, now: datetime, by: str = PROGRAM) -> None:
    """Raise MediumError when the drive is not empty or there is no such medium."""
    shelf_of(drive).insert(name)
    look = look_into_drive(drive=drive)
    with transaction.atomic():
        remember_look(drive=drive, look=look, now=now, by=by)
        _record(drive, f"{name} was inserted into {drive.name}", now)
        _remember(drive, "medium inserted", FieldChange("in the drive", None, name), now)
    with suppress(BackupError):  # a run may have taken the drive at once
        write_replace_by(drive=drive)


def eject_medium(*, drive: Drive, now: datetime, by: str = PROGRAM) -> None:
    """Also while a run is at it, as a real drive's tray can be forced: that run then ends, and says why."""
    shelf = shelf_of(drive)
    name = shelf.loaded()
    shelf.eject()
    if name is None:
        return
    with transaction.atomic():
        put_on_shelf(drive=drive, now=now, by=by)
        _record(drive, f"{name} was ejected from {drive.name}", now)
        _remember(drive, "medium ejected", FieldChange("in the drive", name, None), now)


def protect_medium(*, drive: Drive, name: str, on: bool, now: datetime) -> None:
    shelf_of(drive).protect(name, on)
    with transaction.atomic():
        _record(drive, f"Write protection of {name} was switched {'on' if on else 'off'}", now)
        _remember(
            drive, "write protection switched", FieldChange(f"of {name}", None, "on" if on else "off"), now
        )


def shelf_of(drive: Drive) -> Shelf:
    """Raise MediumError for a drive that has no shelf."""
    path = drive.settings.get("path")
    if not has_shelf(drive=drive) or not isinstance(path, str):
        raise MediumError(f"drive {drive.name} has no shelf: its media are changed by hand")
    return Shelf(path)


def _remember(drive: Drive, deed: str, change: FieldChange, now: datetime) -> None:
    subject = f"drive {drive.name}"
    remember_change(deed=deed, subject=subject, now=now, site=drive.site, fields=[change])


def _record(drive: Drive, message: str, now: datetime) -> None:
    record_event(site=drive.site, code=MEDIUM_CHANGED, at=now, message=message)
