"""A night's set on the medium in the drive, and what may become of it."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Run, Site
from mmbackup.services.proof.request import queue_check, queue_drill
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import NOW, queued_run

LATER = NOW + timedelta(hours=8)


def back_up(site: Site, *, at: datetime = NOW) -> BackupSet:
    run = run_backup(run_id=queued_run(site, at=at).pk, clock=lambda: at + timedelta(minutes=16))
    assert run.outcome == Outcome.FULL, run.verdict
    return BackupSet.objects.get(run=run)


def content(site: Site) -> Path:
    """Of the medium in the drive."""
    shelf = Shelf(site.drives.get().settings["path"])
    return Path(shelf.content(shelf.loaded() or ""))


def change_medium(site: Site, name: str) -> None:
    shelf = Shelf(site.drives.get().settings["path"])
    shelf.eject()
    shelf.insert(name)


def mar(site: Site, name: str, piece: str = "messages.0001.tar.zst") -> None:
    """Some bytes in the middle of a piece are others now."""
    path = content(site) / name / piece
    damaged = bytearray(path.read_bytes())
    middle = len(damaged) // 2
    damaged[middle : middle + 8] = b"damaged!"
    path.write_bytes(damaged)


def verify(site: Site, *, sets: tuple[UUID, ...] = (), by: str = "ada") -> Run:
    run = queue_check(drive=site.drives.get(), by=by, now=LATER, sets=sets)
    return run_backup(run_id=run.pk, clock=lambda: LATER + timedelta(minutes=1))


def drill(site: Site, *, by: str = "ada") -> Run:
    run = queue_drill(drive=site.drives.get(), by=by, now=LATER)
    return run_backup(run_id=run.pk, clock=lambda: LATER + timedelta(minutes=1))
