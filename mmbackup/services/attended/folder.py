"""Where an attended run keeps what it needs between two parts; the engine alone knows what lies in it."""

import shutil
from pathlib import Path

from mmbackup.engine.events import PartWritten
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.operations.attended import parts_written
from mmbackup.environment import data_folder
from mmbackup.models import Run


def folder_of(run: Run) -> Path:
    return data_folder("attended") / str(run.pk)


def make_folder(*, run: Run) -> Path:
    """ServerDiskFull when even a folder is too much."""
    folder = folder_of(run)
    with server_disk():
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def remove_folder(*, run: Run) -> None:
    """Only when the outcome is in the database."""
    shutil.rmtree(folder_of(run), ignore_errors=True)


def parts_of(run: Run) -> tuple[PartWritten, ...]:
    """What the engine has finished, whatever the database has heard of."""
    return parts_written(folder=str(folder_of(run)))
