"""What a restore asks for while it waits, and what becomes of it when it is ended then."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mmbackup.engine.errors import BackupError, RunCancelled
from mmbackup.engine.events import BackupResult
from mmbackup.engine.operations.restore.calls import end_waiting_restore
from mmbackup.models import Restore, Run
from mmbackup.services.keys.keeper import end_keeper
from mmbackup.services.restore.folder import folder_of, remove_folder
from mmbackup.services.restore.parts_done import remember_done
from mmbackup.services.restore.restore_job import restore_job
from mmbackup.services.runs.ending import by_error
from mmbackup.services.waiting.wanted import Wanted

DIED = (
    "The program that restored was stopped before it was done with its medium. "
    "Put that medium in again, or choose Go on if it is in: it is gone through anew."
)
ASKS_FOR_KEY = (
    "Give a key that {medium} is encrypted to. It is kept in memory only, and for this restore alone."
)
STOPPED = " The messaging software on {servers} stays stopped until the restore has ended."


def asks(run: Run) -> Wanted:
    """The first in the order; any other that is still needed will do as well."""
    restore = remember_done(run=run)
    lacking = parts_lacking(restore)
    if not lacking:  # all is restored, and only the end is to be told
        return Wanted(
            len(restore.parts), f"Leave the medium in {run.drive_name}: the restore is nearly done."
        )
    first = lacking[0]
    if restore.waits_for_key:
        return Wanted(first["number"], ASKS_FOR_KEY.format(medium=first["medium_name"]))
    others = dict.fromkeys(part["medium_name"] for part in lacking)
    others.pop(first["medium_name"])
    after = f" After it: {', '.join(others)}." if others else ""
    stopped = STOPPED.format(servers=", ".join(restore.stopped)) if restore.stopped else ""
    return Wanted(first["number"], f"Insert {first['medium_name']} into {run.drive_name}.{after}{stopped}")


def parts_lacking(restore: Restore) -> list[dict[str, Any]]:
    return [part for part in restore.parts if not part["done"]]


def remember(run: Run, _now: datetime) -> None:
    """Which media are done with."""
    restore = remember_done(run=run)
    done = [part["medium_name"][:63] for part in restore.parts if part["done"]]
    Run.objects.filter(pk=run.pk).update(media_names=done)


def died(_run: Run) -> str:
    return DIED


def lacking(run: Run) -> str:
    restore = Restore.objects.get(run=run)
    if restore.waits_for_key:
        return "no key was given"
    names = [part["medium_name"] for part in parts_lacking(restore)]
    return f"the medium {names[0]} was not put in" if names else "the last medium was not put in"


def is_done_with(run: Run, medium: UUID) -> bool:
    restore = Restore.objects.get(run=run)
    return str(medium) not in {part["medium_uuid"] for part in parts_lacking(restore)}


def end(run: Run, error: BackupError, now: datetime) -> BackupResult:
    """Software that was stopped is started by the watchdog: who ends a run is not kept waiting."""
    if isinstance(error, RunCancelled):
        error = RunCancelled(f"cancelled while it waited for {_awaited(run)}")
    if run.drive is None or not folder_of(run).is_dir():
        return by_error(run=run, error=error, now=now).result
    job = restore_job(run=run, drive=run.drive)
    return end_waiting_restore(job=job, error=error, clock=lambda: now)


def _awaited(run: Run) -> str:
    restore = Restore.objects.get(run=run)
    names = [part["medium_name"] for part in parts_lacking(restore)]
    return "a key" if restore.waits_for_key or not names else f"the medium {names[0]}"


def remove(run: Run) -> None:
    """The key goes too."""
    end_keeper(run.pk)
    remove_folder(run=run)
