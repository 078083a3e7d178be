"""The morning's media: A with last night's backup in the drive, B and a blank one on the shelf."""

from datetime import datetime, timedelta
from uuid import uuid4

from mmbackup.engine.media.emulated import Shelf
from mmbackup.models import BackupSet, Drive, Medium, Place, Pool, Run, Site
from mmbackup.services.media.label_medium import label_medium
from tests.portal.builders import LAST_NIGHT

CAPACITY = 8_500_000_000


def make_shelf(site: Site, *names: str, blank: tuple[str, ...] = ("New",)) -> Shelf:
    """All labelled but the blank ones; the drive is empty."""
    drive = site.drives.get()
    Pool.objects.get_or_create(site=site, name=drive.pool)
    shelf = Shelf(str(drive.settings["path"]))
    for name in (*names, *blank):
        shelf.add(name, CAPACITY)
    for name in names:
        shelf.insert(name)
        label_medium(drive=drive, name=name, now=LAST_NIGHT - timedelta(days=30), by="ada")
        shelf.eject()
    Medium.objects.filter(site=site).update(place=Medium.Place.ON_SHELF)
    return shelf


def put_in(site: Site, shelf: Shelf, name: str) -> None:
    """As if it had been there for long."""
    shelf.insert(name)
    drive: Drive = site.drives.get()
    Medium.objects.filter(site=site, name=name).update(place=Medium.Place.IN_DRIVE, last_drive=drive)


def make_set(
    run: Run, name: str, *, part: int = 1, parts: int = 1, verified: bool = True, at: datetime | None = None
) -> BackupSet:
    medium = Medium.objects.get(site=run.site, name=name)
    written = at or run.started_at or run.queued_at
    Run.objects.filter(pk=run.pk).update(medium=medium, medium_name=name)
    Medium.objects.filter(pk=medium.pk).update(last_written_at=written)
    return BackupSet.objects.create(
        uuid=uuid4(), part=part, parts=parts, run=run, medium=medium,
        name=f"{written:%Y%m%dT%H%M%SZ}-full-auto",
        written_at=written, verified_at=run.ended_at if verified else None, size=6_100_000_000,
        tallies=run.tallies,
    )  # fmt: skip


def make_places(site: Site) -> list[Place]:
    return [
        Place.objects.create(site=site, name="Shelf in room 12"),
        Place.objects.create(site=site, name="Fire safe", kind="in vault"),
    ]
