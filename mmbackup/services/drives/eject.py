"""Ejects a medium where the drive can, and remembers that it left."""

from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import MEDIUM_CHANGED
from mmbackup.engine.media import control
from mmbackup.models import Drive, Medium
from mmbackup.services.media.custody import PROGRAM
from mmbackup.services.media.remember_medium import put_on_shelf
from mmbackup.services.record_event import record_event


def eject_medium(*, drive: Drive, now: datetime, by: str = PROGRAM, medium: str | None = None) -> bool:
    """False: it must be taken out by hand. Takes no lock; MediumError when the drive refused.

    With the word of a medium's presence, no other one is ejected: MediumError then.
    """
    if control.presence(drive.spec) is None:
        return True
    there = Medium.objects.filter(last_drive=drive, place=Medium.Place.IN_DRIVE).first()
    if not control.eject(drive.spec, medium):
        return False
    with transaction.atomic():
        put_on_shelf(drive=drive, now=now, by=by)
        name = there.name if there else "The medium"
        message = f"{name} was ejected from {drive.name} by {by}"
        record_event(site=drive.site, code=MEDIUM_CHANGED, at=now, message=message)
    return True
