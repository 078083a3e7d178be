"""A site with a backup to restore from: for tests of restores through the services."""

import filecmp
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from mmbackup.engine.index.shapes import Pick
from mmbackup.models import BackupSet, Drive, Restore, Run, Site
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.recovery_points import chain_for, recovery_points
from mmbackup.services.restore.request_restore import queue_restore
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.waiting.continue_run import claim_part
from tests.builders import NOW, queued_run

EVERYTHING = (Pick(),)


def clock() -> datetime:
    return NOW + timedelta(hours=2)


def back_up(site: Site, *, at: datetime = NOW) -> Run:
    """Onto the medium in the drive; read back, and indexed."""
    run = run_backup(run_id=queued_run(site, at=at).pk, clock=lambda: at + timedelta(minutes=5))
    assert run.outcome in ("full", "partial"), run.verdict
    assert BackupSet.objects.get(run=run).indexed_at, "there is no index"
    return run


def asked(
    site: Site,
    folder: Path | None,
    *,
    picks: Sequence[Pick] = EVERYTHING,
    sets: tuple[str, ...] | None = None,
    existing: Restore.Existing = Restore.Existing.KEEP,
    dry_run: bool = False,
    stop_software: bool = False,
) -> Asked:
    """Of the newest; in place without a folder."""
    drive = Drive.objects.select_related("site").get(site=site)
    chain = chain_for(table=recovery_points(site=site))
    return Asked(
        drive=drive,
        sets=chain.sets if sets is None else sets,
        picks=tuple(picks),
        target=Restore.Target.FOLDER if folder else Restore.Target.IN_PLACE,
        folder=str(folder or ""),
        existing=existing,
        dry_run=dry_run,
        stop_software=stop_software,
    )


def restore(site: Site, folder: Path | None, **options: object) -> Run:
    """Queued and worked at, in this process; the run as it is then."""
    run = queue_restore(asked=asked(site, folder, **options), by="ada", now=clock())  # type: ignore[arg-type]
    return run_backup(run_id=run.pk, clock=clock)


def go_on(run: Run) -> Run:
    """With what is in the drive now."""
    claim_part(run_id=run.pk, now=clock())
    return run_backup(run_id=run.pk, clock=clock)


def is_equal(one: Path, other: Path) -> bool:
    """Names, bytes, modes and times of all files below."""
    names = [sorted(str(path.relative_to(top)) for path in top.rglob("*")) for top in (one, other)]
    return names[0] == names[1] and all(_is_same(one / name, other / name) for name in names[0])


def _is_same(one: Path, other: Path) -> bool:
    first, second = os.lstat(one), os.lstat(other)
    if (first.st_mode, first.st_mtime_ns) != (second.st_mode, second.st_mtime_ns):
        return False
    return one.is_dir() or filecmp.cmp(one, other, shallow=False)
