"""How a medium's status, its place and its sets look: a level, an icon and a word together."""

from datetime import date
from typing import assert_never

from django.utils.translation import gettext_lazy as _

from mmbackup.engine.catalogue import DataType
from mmbackup.models import BackupSet, Medium
from mmbackup.services.morning import Level
from portal.looks import Look

_STATUS = {
    Medium.Status.WRITABLE: Look(Level.GOOD, "check", _("Writable")),
    Medium.Status.FULL: Look(Level.UNKNOWN, "disc", _("Full")),
    Medium.Status.DAMAGED: Look(Level.BAD, "warning", _("Damaged")),
    Medium.Status.RETIRED: Look(Level.UNKNOWN, "cross", _("Retired")),
}


def look_of_status(medium: Medium) -> Look:
    return _STATUS[Medium.Status(medium.status)]


def look_of_place(medium: Medium) -> Look:
    place = Medium.Place(medium.place)
    match place:
        case Medium.Place.IN_DRIVE:
            drive = medium.last_drive
            return Look(Level.RUNNING, "drive", _("In %s") % drive.name if drive else _("In a drive"))
        case Medium.Place.ON_SHELF:
            return Look(Level.UNKNOWN, "shelf", medium.place_name or _("Not stored yet"))
        case Medium.Place.IN_VAULT:
            return Look(Level.UNKNOWN, "lock", medium.place_name or _("In a vault"))
        case Medium.Place.LOST:
            return Look(Level.BAD, "warning", _("Lost"))
    assert_never(place)


def look_of_set(backup_set: BackupSet) -> Look:
    """A set that was never read back proves nothing; a partial one holds what it says."""
    if backup_set.damage:
        return Look(Level.BAD, "warning", _("Damaged"))
    if backup_set.is_claimed:
        return Look(Level.WARNING, "moon-unknown", _("Not verified here yet"))
    if backup_set.verified_at is None:
        return Look(Level.BAD, "moon-flawed", _("Written, not verified"))
    if any(row["files"] > row["saved_files"] for row in backup_set.tallies) and backup_set.parts == 1:
        return Look(Level.WARNING, "moon-half", _("Verified, partial"))
    return Look(Level.GOOD, "moon-full", _("Verified"))


def is_worn(medium: Medium, today: date) -> bool:
    return medium.replace_by is not None and medium.replace_by < today


def data_types_of(backup_set: BackupSet) -> str:
    """Such as: System, Messages."""
    saved = {row["data_type"] for row in backup_set.tallies if row["saved_files"]}
    return ", ".join(data_type.title for data_type in DataType if data_type.slug in saved)
