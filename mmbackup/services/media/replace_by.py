"""The day by which a medium is to be replaced: edited here, written onto the medium when it is seen next."""

from datetime import date, datetime

from django.db import transaction

from mmbackup.engine.errors import BackupError
from mmbackup.engine.format.identity import read_identity, write_identity
from mmbackup.engine.media import port
from mmbackup.engine.media.registry import open_drive
from mmbackup.models import Custody, Drive, Medium
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.history.remember_change import FieldChange, remember_change
from mmbackup.services.media.custody import record_custody


def set_replace_by(*, medium: Medium, day: date | None, by: str, now: datetime) -> bool:
    """None stands for never. False when it was so already."""
    with transaction.atomic():
        row = Medium.objects.select_for_update().get(pk=medium.pk)
        if row.replace_by == day:
            return False
        Medium.objects.filter(pk=medium.pk).update(replace_by=day, replace_by_unwritten=True)
        detail = f"To be replaced by {day:%Y-%m-%d}" if day else "To be replaced never"
        record_custody(medium=medium, act=Custody.Act.EDITED, by=by, now=now, detail=detail)
        days = [FieldChange("replace by", _words(row.replace_by), _words(day))]
        subject = f"medium {medium.name}"
        remember_change(deed="medium changed", subject=subject, now=now, site=medium.site, fields=days)
    medium.refresh_from_db(fields=["replace_by", "replace_by_unwritten"])
    return True


def write_replace_by(*, drive: Drive) -> bool:
    """Onto the medium in the drive, if its date was edited. False: nothing to do, or not possible now.

    For whoever has the rights at the drive. DriveBusy while a run uses it.
    """
    known = Medium.objects.filter(last_drive=drive, place=Medium.Place.IN_DRIVE, replace_by_unwritten=True)
    found = known.first()
    if found is None:
        return False
    with drive_lock(drive_id=drive.pk):
        medium = open_drive(drive.spec).open()
        try:
            return bring_up_to_date(medium=medium, known=found)
        finally:
            medium.close()


def bring_up_to_date(*, medium: port.Medium, known: Medium) -> bool:
    """The open medium's own date as it is known here. False when it stays to be done."""
    if not known.replace_by_unwritten:
        return False
    try:
        identity = read_identity(medium)
        if identity is None or identity.uuid != str(known.uuid):
            return False
        write_identity(medium, identity._replace(replace_by=known.replace_by))
    except BackupError:
        return False
    written = Medium.objects.filter(pk=known.pk, replace_by=known.replace_by)
    return bool(written.update(replace_by_unwritten=False))


def _words(day: date | None) -> str:
    return day.isoformat() if day else "never"
