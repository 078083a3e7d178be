"""Gives the blank medium in a drive its name and pool."""

from datetime import datetime
from string import ascii_uppercase

from django.db import transaction

from mmbackup.engine.codes import MEDIUM_CHANGED
from mmbackup.engine.errors import MediumError
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.names import LONGEST_MEDIUM_NAME
from mmbackup.engine.media.port import Room
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.label import label
from mmbackup.models import Custody, Drive, Medium, Pool, Site
from mmbackup.models.pool import WEEKDAYS
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.media.custody import PROGRAM
from mmbackup.services.media.remember_medium import Life, remember_in_drive
from mmbackup.services.record_event import record_event


def label_medium(*, drive: Drive, name: str, now: datetime, pool: str = "", by: str = PROGRAM) -> Identity:
    """Without a pool, the drive's own. DriveBusy while a run uses the drive, else a MediumError."""
    pool = pool or drive.pool
    check_pool(drive=drive, pool=pool)
    check_name_is_free(site=drive.site, name=name)
    months = replace_after_months(site=drive.site, pool=pool)
    with drive_lock(drive_id=drive.pk):
        medium = open_drive(drive.spec).open()
        try:
            identity = label(medium=medium, name=name, pool=pool, now=now, replace_after_months=months)
            room = medium.room()
        finally:
            medium.close()
    with transaction.atomic():
        remember_labelled(drive=drive, identity=identity, room=room, by=by, now=now)
        message = f"The medium in {drive.name} was labelled {name}, pool {pool}"
        record_event(site=drive.site, code=MEDIUM_CHANGED, at=now, message=message)
    return identity


def remember_labelled(
    *, drive: Drive, identity: Identity, room: Room, by: str, now: datetime
) -> Medium | None:
    """For callers inside a transaction of their own."""
    return remember_in_drive(
        drive=drive,
        uuid=identity.uuid,
        name=identity.name,
        pool=identity.pool,
        capacity=room.capacity,
        free=room.free,
        now=now,
        by=by,
        life=Life.of(identity),
        arrival=Custody.Act.LABELLED,
    )


def check_pool(*, drive: Drive, pool: str) -> None:
    """Raise MediumError for a pool that nobody set up."""
    if pool not in drive.pool_names and not Pool.objects.filter(site=drive.site, name=pool).exists():
        raise MediumError(f"there is no pool named {pool}")


def check_name_is_free(*, site: Site, name: str, but: Medium | None = None) -> None:
    """Two media in use by one name could not be told apart; a retired or lost one's may come again."""
    others = Medium.objects.filter(site=site, name=name).exclude(status=Medium.Status.RETIRED)
    if others.exclude(place=Medium.Place.LOST).exclude(pk=but.pk if but else 0).exists():
        raise MediumError(f"there is a medium named {name} already")


def suggest_name(*, site: Site, pool: str) -> str:
    """The first weekday, or the first letter after the pool's name, that no medium in use is called by."""
    rules = Pool.objects.filter(site=site, name=pool).first() or Pool(name=pool)
    in_use = Medium.objects.filter(site=site).exclude(status=Medium.Status.RETIRED)
    taken = set(in_use.exclude(place=Medium.Place.LOST).values_list("name", flat=True))
    by_weekday = rules.rotation == Pool.Rotation.WEEKDAY
    names = WEEKDAYS if by_weekday else [f"{pool} {letter}" for letter in ascii_uppercase]
    return next((name for name in names if name not in taken), "")[:LONGEST_MEDIUM_NAME]


def replace_after_months(*, site: Site, pool: str) -> int:
    """As the pool's rules say; those of a pool that nobody described are the usual ones."""
    rules = Pool.objects.filter(site=site, name=pool).first() or Pool(name=pool)
    return rules.replace_after_months
