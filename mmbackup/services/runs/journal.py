"""A run's outcome on disk before it is in the database: no full disk and no lost database loses it.

The file is filled with zeros when the run begins; the outcome is written over them and needs no room.
It is kept for some days: SQLite may lose its newest transactions in a power cut, the journal has them.
"""

import os
import uuid
from pathlib import Path

from mmbackup.engine.format.server_disk import server_disk
from mmbackup.environment import data_folder
from mmbackup.services.runs.ending import Ending, from_text, to_text

ROOM = 64 * 1024


def prepare_journal(*, run_id: uuid.UUID) -> None:
    """Raise ServerDiskFull when there is not even this much room."""
    with server_disk():
        _write(journal_path(run_id=run_id), bytes(ROOM), os.O_CREAT | os.O_TRUNC)


def write_journal(*, run_id: uuid.UUID, ending: Ending) -> None:
    """Durable when it returns. One write over the prepared room; what is left of that room stays zero."""
    with server_disk():
        _write(journal_path(run_id=run_id), to_text(ending).encode(), os.O_CREAT)


def read_journal(*, run_id: uuid.UUID) -> Ending | None:
    """None when the run has not told how it ended, or died while it did."""
    try:
        text = journal_path(run_id=run_id).read_bytes().rstrip(b"\0").decode()
        return from_text(text)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def journal_path(*, run_id: uuid.UUID) -> Path:
    return data_folder("runs") / f"{run_id}.json"


def _write(path: Path, content: bytes, flags: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | flags, 0o600)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
