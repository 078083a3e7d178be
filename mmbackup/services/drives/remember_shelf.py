"""Writes down the labelled media on an emulated drive's shelf: an inventory taken before any was inserted."""

from datetime import datetime

from django.db import transaction

from mmbackup.models import Custody, Drive, Medium, Place
from mmbackup.services.drives.drive_sight import see_drive
from mmbackup.services.drives.shelf_labels import Labelled, labelled_media
from mmbackup.services.media.custody import record_custody


def remember_shelf(*, drive: Drive, by: str, now: datetime) -> None:
    """Media that are known already stay as they are. Raise MediumError for a drive that has no shelf."""
    see_drive(drive=drive, now=now, by=by)
    shelf = Place.objects.filter(site=drive.site, kind=Medium.Place.ON_SHELF).first()
    for labelled in labelled_media(drive=drive):
        if not labelled.medium.loaded:
            _remember(drive, labelled, shelf.name if shelf else "", by, now)


def _remember(drive: Drive, labelled: Labelled, place: str, by: str, now: datetime) -> None:
    identity, medium = labelled.identity, labelled.medium
    if identity is None:
        return
    facts = {
        "site": drive.site,
        "name": identity.name,
        "pool": identity.pool,
        "place": Medium.Place.ON_SHELF,
        "place_name": place,
        "capacity": medium.capacity,
        "free": max(0, medium.capacity - medium.used),
        "last_seen_at": now,
        "first_used_at": identity.first_used_at,
        "write_count": identity.write_count,
        "replace_by": identity.replace_by,
    }
    with transaction.atomic():
        row, is_new = Medium.objects.get_or_create(uuid=identity.uuid, defaults=facts)
        if is_new:
            record_custody(medium=row, act=Custody.Act.LABELLED, by=by, now=now, place=place)
