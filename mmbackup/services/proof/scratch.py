"""Where a drill restores to: for this user's eyes only, and never longer than the drill takes."""

import shutil
from pathlib import Path

from mmbackup.environment import data_folder
from mmbackup.models import Run

DRILLS = "drills"


def drill_folder(run: Run) -> Path:
    """Whether it exists or not."""
    return data_folder(DRILLS) / str(run.pk)


def forget_restored(*, run: Run) -> None:
    shutil.rmtree(drill_folder(run), ignore_errors=True)
