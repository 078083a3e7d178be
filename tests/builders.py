"""A small messaging system with an emulated drive: the standing cast of the night's tests."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.utils import timezone

from mmbackup.engine.media.emulated import Shelf
from mmbackup.models import DataItem, Drive, Pool, Run, Schedule, Server, Site, Source

NOW = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)  # 03:05 in Berlin
LONG_AGO = NOW - timedelta(days=30)
MEGABYTE = 1_000_000


def make_site(folder: Path, *, time_zone: str = "Europe/Berlin") -> Site:
    """MSS1 with files of all three data types; drive DVD-RAM 1 with the blank medium DVD-A in it."""
    site = Site.objects.create(name="Harbour Hospital", time_zone=time_zone)
    drive = make_drive(site, folder / "shelf")
    Schedule.objects.create(site=site, drive=drive, at=time(3, 5), since=LONG_AGO)
    server = Server.objects.create(site=site, name="MSS1", kind="MSS")
    for slug, files, size in (
        ("detailed-system-data", 3, 2_000),
        ("greetings", 5, 10_000),
        ("messages", 20, 30_000),
    ):
        root = folder / "mss1" / slug
        write_files(root, files, size)
        add_source(server, slug, roots=[str(root)])
    return site


def nothing_due(site: Site) -> None:
    """No night was missed, and none falls due while a test runs, whatever the hour."""
    Schedule.objects.filter(site=site).update(since=timezone.now() + timedelta(days=1))


def make_drive(site: Site, path: Path, *, capacity: int = 100 * MEGABYTE) -> Drive:
    shelf = Shelf(str(path))
    for name in ("DVD-A", "DVD-B"):
        shelf.add(name, capacity)
    shelf.insert("DVD-A")
    Pool.objects.create(site=site, name="nightly", label_blank=True)
    return Drive.objects.create(site=site, name="DVD-RAM 1", kind="emulated", settings={"path": str(path)})


def add_source(
    server: Server, slug: str, *, kind: str = "files", name: str = "", **settings: object
) -> Source:
    item, _ = DataItem.objects.get_or_create(server=server, slug=slug)
    return Source.objects.create(item=item, name=name or slug, kind=kind, settings=settings)


def write_files(root: Path, files: int, size: int) -> None:
    """Different bytes in each, none of which compress."""
    root.mkdir(parents=True, exist_ok=True)
    generator = Random(f"{root.name} {files}")
    for number in range(files):
        (root / f"{number:04}.dat").write_bytes(generator.randbytes(size))


def queued_run(site: Site, *, at: datetime = NOW) -> Run:
    drive = site.drives.get()
    return Run.objects.create(
        site=site, drive=drive, drive_name=drive.name, trigger=Run.Trigger.HAND, queued_at=at
    )


def queued_night(site: Site, *, at: datetime = NOW) -> Run:
    drive = site.drives.get()
    return Run.objects.create(
        site=site,
        drive=drive,
        drive_name=drive.name,
        trigger=Run.Trigger.SCHEDULE,
        night=at.date(),
        due_at=at,
        queued_at=at,
    )


def running_run(site: Site, *, at: datetime = NOW, data_folder: str) -> Run:
    """Says that it runs; whether anybody holds the drive's lock is another matter."""
    run = queued_run(site, at=at)
    Run.objects.filter(pk=run.pk).update(
        state=Run.State.RUNNING, started_at=at, heard_at=at, data_folder=data_folder, host="here", process=1
    )
    run.refresh_from_db()
    return run
