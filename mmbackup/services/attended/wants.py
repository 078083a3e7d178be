"""What an attended backup asks for while it waits, and what becomes of it when it is ended then."""

from datetime import datetime
from uuid import UUID

import humanize

from mmbackup.engine.errors import BackupError
from mmbackup.engine.events import BackupResult
from mmbackup.engine.operations.attended import end_waiting
from mmbackup.models import BackupSet, Run
from mmbackup.services.attended.folder import folder_of, parts_of, remove_folder
from mmbackup.services.attended.remember_parts import remember_parts
from mmbackup.services.runs.backup_job import backup_job, remove_spool
from mmbackup.services.runs.ending import by_error
from mmbackup.services.waiting.wanted import Wanted

DIED = (
    "The program that wrote part {part} was stopped before that part was finished. "
    "Put its medium in again, or another one: the part is begun anew."
)


def asks(run: Run) -> Wanted:
    parts = parts_of(run)
    number, left = len(parts) + 1, parts[-1].left_size if parts else 0
    which = "the next medium" if parts else "a medium"
    rest = f" {humanize.naturalsize(left)} are still to be saved." if left else ""
    return Wanted(number, f"Insert {which} into {run.drive_name}, for part {number}.{rest}")


def remember(run: Run, now: datetime) -> None:
    remember_parts(run=run, now=now)


def died(run: Run) -> str:
    return DIED.format(part=run.part)


def lacking(run: Run) -> str:
    return f"no medium for part {run.part} was put in"


def is_done_with(run: Run, medium: UUID) -> bool:
    return BackupSet.objects.filter(run=run, medium__uuid=medium).exists()


def end(run: Run, error: BackupError, now: datetime) -> BackupResult:
    if run.drive is None or not folder_of(run).is_dir():
        return by_error(run=run, error=error, now=now).result
    try:
        job = backup_job(run=run, drive=run.drive)
        return end_waiting(job=job, folder=str(folder_of(run)), error=error, clock=lambda: now)
    finally:
        remove_spool(run=run)


def remove(run: Run) -> None:
    remove_folder(run=run)
