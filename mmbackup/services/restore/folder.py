"""Where a restore keeps its plan, and what is to be known between two media."""

import shutil
from pathlib import Path

from mmbackup.engine.format.server_disk import server_disk
from mmbackup.environment import data_folder
from mmbackup.models import Run

PLAN = "plan.sqlite"


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


def remove_folder(*, run: Run) -> None:
    """Only when the outcome is in the database."""
    shutil.rmtree(folder_of(run), ignore_errors=True)
