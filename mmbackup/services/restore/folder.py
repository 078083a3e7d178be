"""Where a restore keeps its plan, and what is to be known between two media."""

import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from mmbackup.engine.format.server_disk import server_disk
from mmbackup.environment import data_folder
from mmbackup.models import Run

PLAN = "plan.sqlite"
LEFT_ALONE = timedelta(days=1)


def folder_of(run: Run) -> Path:
    return data_folder("restores") / str(run.pk)


def plan_path(run: Run) -> Path:
    return folder_of(run) / PLAN


def make_folder(*, run: Run) -> Path:
    """ServerDiskFull when even a folder is too much."""
    folder = folder_of(run)
    with server_disk():
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def prune_folders(*, now: datetime) -> int:
    """Of restores that were never queued, or whose end was recorded by somebody who could not remove it."""
    folders = [path for path in data_folder("restores").iterdir() if _is_old(path, now)]
    gone = [path for path in folders if not _is_of_open_run(path.name)]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)


def remove_folder(*, run: Run) -> None:
    """Only when the outcome is in the database."""
    shutil.rmtree(folder_of(run), ignore_errors=True)


def _is_old(path: Path, now: datetime) -> bool:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime < (now - LEFT_ALONE).timestamp()
    return False


def _is_of_open_run(name: str) -> bool:
    try:
        number = UUID(name)
    except ValueError:  # no restore's
        return False
    return Run.objects.filter(pk=number).exclude(state=Run.State.ENDED).exists()
