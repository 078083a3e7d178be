"""Where a restore keeps its plan, and what is to be known between two media."""

import os
import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from mmbackup.engine.format.server_disk import server_disk
from mmbackup.environment import data_folder
from mmbackup.models import Run

PLAN = "plan.sqlite"
OUTPUTS = "outputs"
LEFT_ALONE = timedelta(days=1)
OUTPUTS_KEPT = timedelta(days=30)


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
    """Of restores that were never queued, or whose end was recorded by somebody who could not remove it; and
    what was not put back, in the end."""
    folders = [path for path in data_folder("restores").iterdir() if _is_old(path, now)]
    gone = [path for path in folders if not _is_of_open_run(path.name)]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)


def remove_folder(*, run: Run) -> None:
    """Only when the outcome is in the database. What could not be put back in place stays for some time."""
    folder = folder_of(run)
    with suppress(FileNotFoundError):
        for path in list(folder.iterdir()):
            if path.name != OUTPUTS:
                _remove(path)
    for name, _, _ in os.walk(folder, topdown=False):
        with suppress(OSError):  # it holds something
            os.rmdir(name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _is_old(path: Path, now: datetime) -> bool:
    with suppress(FileNotFoundError):
        patience = OUTPUTS_KEPT if (path / OUTPUTS).is_dir() else LEFT_ALONE
        return path.stat().st_mtime < (now - patience).timestamp()
    return False


def _is_of_open_run(name: str) -> bool:
    try:
        number = UUID(name)
    except ValueError:  # no restore's
        return False
    return Run.objects.filter(pk=number).exclude(state=Run.State.ENDED).exists()
