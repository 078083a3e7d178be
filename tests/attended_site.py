"""A site whose data needs three media: for tests of attended backups."""

from datetime import datetime, timedelta
from pathlib import Path

from mmbackup.engine.media.emulated import Shelf
from mmbackup.models import Drive, Run, Site
from mmbackup.services.attended.request_attended import Choice, queue_attended
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.waiting.continue_run import claim_part
from tests.builders import MEGABYTE, NOW, make_site, write_files

MEDIA = ("M-1", "M-2", "M-3", "M-4")
ALL = Choice()


def make_attended_site(folder: Path, *, megabytes: int = 5) -> Site:
    """Harbour Hospital with 5 MB of messages, media of 2 MB, and M-1 in the drive."""
    site = make_site(folder)
    write_files(folder / "mss1" / "messages", megabytes * 10, MEGABYTE // 10)
    shelf = Shelf(str(folder / "small"))
    for name in MEDIA:
        shelf.add(name, 2 * MEGABYTE)
    shelf.insert(MEDIA[0])
    Drive.objects.filter(site=site).update(settings={"path": str(folder / "small")})
    return site


def drive_of_site(site: Site) -> Drive:
    return Drive.objects.select_related("site").get(site=site)


def shelf_of_site(site: Site) -> Shelf:
    return Shelf(drive_of_site(site).settings["path"])


def change_medium(site: Site, name: str) -> None:
    """As a hand does: whatever is in the drive comes out, and this goes in."""
    shelf = shelf_of_site(site)
    if shelf.loaded():
        shelf.eject()
    shelf.insert(name)


def queued_attended(site: Site, *, choice: Choice = ALL) -> Run:
    return queue_attended(drive=drive_of_site(site), choice=choice, by="ada", now=NOW)


def clock() -> datetime:
    return NOW + timedelta(minutes=16)


def go_on(run: Run) -> Run:
    """The next part, in this process; the run as it is afterwards."""
    claim_part(run_id=run.pk, now=clock())
    return run_backup(run_id=run.pk, clock=clock)
