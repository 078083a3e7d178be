"""Ends a run that waits: cancelled, or out of time. What it has done so far stays done.

The wish to end it stands in the database first, so that nobody continues it meanwhile, and whoever comes
later ends what another began to end. One process at a time does it, under the run's own lock.
"""

from datetime import datetime

from django.db.models import Q

from mmbackup.engine.errors import BackupError, DriveBusy, NoMediumInTime, RunCancelled
from mmbackup.environment import data_folder
from mmbackup.models import Run
from mmbackup.services.drives.drive_lock import KernelLock, data_folder_name
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.record_outcome import record_outcome
from mmbackup.services.runs.run_log import complete_log
from mmbackup.services.waiting.by_kind import ways_of


def end_unwanted_runs(*, now: datetime) -> list[Run]:
    """For the watchdog: what waited too long, or was cancelled and not ended. The runs ended here."""
    Run.objects.filter(state=Run.State.WAITING, waits_until__lte=now).update(cancel_asked=True)
    unwanted = Run.objects.filter(state=Run.State.WAITING, cancel_asked=True)
    return [run for run in unwanted.select_related("site", "drive") if end_waiting_run(run=run, now=now)]


def end_waiting_run(*, run: Run, now: datetime) -> bool:
    """False when it has ended, is being ended, or lies with another host, whose watchdog will end it."""
    run.refresh_from_db()
    if not _is_ours(run):
        return False
    try:
        with KernelLock(data_folder("locks") / f"run-{run.pk}.lock"):
            return _end(run, now)
    except DriveBusy:
        return False


def _end(run: Run, now: datetime) -> bool:
    waiting = Q(pk=run.pk, state=Run.State.WAITING, cancel_asked=True)
    if not Run.objects.filter(waiting).exists():
        return False
    run.refresh_from_db()
    ending = Ending(ways_of(run).end(run, _error(run, now), now))
    ended = record_outcome(
        run=run, ending=ending, from_state=Run.State.WAITING, finish_log=complete_log, now=now
    )
    if ended:
        ways_of(run).remove_folder(run)
    return ended


def _error(run: Run, now: datetime) -> BackupError:
    """Told by the facts, so that whoever ends it says the same."""
    lacking = ways_of(run).lacking(run)
    if run.waits_until is not None and run.waits_until <= now:
        return NoMediumInTime(f"{lacking} until the time was over")
    return RunCancelled(f"cancelled while it waited for the medium of part {run.part}")


def _is_ours(run: Run) -> bool:
    return run.data_folder in ("", data_folder_name())
