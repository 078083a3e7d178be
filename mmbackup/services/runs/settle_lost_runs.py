"""Ends runs whose process is gone. The drive's kernel lock decides that, never a process's number or age.

Only locks in this data folder are judged: another host's cannot be seen from here.
"""

from datetime import datetime

from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.log_reader import LogReader
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Drive, Run
from mmbackup.models.run import WAITING_KINDS
from mmbackup.services.drives.drive_lock import data_folder_name, drive_lock
from mmbackup.services.runs.backup_job import remove_spool
from mmbackup.services.runs.ending import Ending, unsuccessful
from mmbackup.services.runs.journal import read_journal
from mmbackup.services.runs.record_outcome import record_outcome
from mmbackup.services.runs.run_log import complete_log, is_finished, log_path
from mmbackup.services.waiting.settle import settle_waiting

LOST_REASON = "the process that made the backup died before it ended"
LOST_NEXT_STEP = "See why the worker or its machine stopped, then choose Back Up Now."
LOST_OTHERWISE = (
    "the process died before it ended",
    "See why the worker or its machine stopped, then start it again.",
)
_LAST_LINES = (  # how a finished log's last line begins, for a run that died between its log and its journal
    ("FULL-AUTO BACKUP completed successfully |", Outcome.FULL),
    ("PARTIAL-AUTO BACKUP completed successfully |", Outcome.PARTIAL),
    ("FULL-AUTO BACKUP completed with ", Outcome.COMPLETED_WITH_ERRORS),
    ("PARTIAL-AUTO BACKUP completed with ", Outcome.COMPLETED_WITH_ERRORS),
    ("AUTO BACKUP written, not verified |", Outcome.WRITTEN_NOT_VERIFIED),
    ("FULL-ATTENDED BACKUP completed successfully |", Outcome.FULL),
    ("FULL-ATTENDED BACKUP completed with ", Outcome.COMPLETED_WITH_ERRORS),
    ("ATTENDED BACKUP written, not verified |", Outcome.WRITTEN_NOT_VERIFIED),
    ("RESTORE completed successfully |", Outcome.FULL),
    ("RESTORE completed with ", Outcome.COMPLETED_WITH_ERRORS),
    ("DRY RUN ended,", Outcome.FULL),
    ("VERIFICATION completed successfully |", Outcome.FULL),
    ("VERIFICATION completed with ", Outcome.COMPLETED_WITH_ERRORS),
    ("VERIFICATION found damage |", Outcome.COMPLETED_WITH_ERRORS),
    ("VERIFICATION did not run |", Outcome.DID_NOT_RUN),
    ("RESTORE DRILL did not run |", Outcome.DID_NOT_RUN),
    ("RESTORE DRILL completed successfully |", Outcome.FULL),
    ("RESTORE DRILL completed with ", Outcome.COMPLETED_WITH_ERRORS),
)


def settle_lost_runs(*, now: datetime) -> list[Run]:
    """The runs ended, or sent back to waiting, here. For anybody: the drives' locks are asked, not taken."""
    return [run for run in _running() if _is_lost(run) and _settle(run, now)]


def settle_runs_of(*, drive: Drive, now: datetime) -> list[Run]:
    """For the one who holds the drive's lock: whatever else says it runs there does not."""
    return [run for run in _running() if run.drive_id == drive.pk and _settle(run, now)]


def _running() -> list[Run]:
    running = Run.objects.filter(state=Run.State.RUNNING, data_folder=data_folder_name())
    return list(running.select_related("site", "drive"))


def _is_lost(run: Run) -> bool:
    """A drive that is no longer configured has no lock to hold."""
    return run.drive_id is None or not drive_lock(drive_id=run.drive_id).is_held()


def _settle(run: Run, now: datetime) -> bool:
    remove_spool(run=run)
    ending = _what_is_known(run, now)
    if ending is None:
        return settle_waiting(run=run, now=now)
    return record_outcome(
        run=run,
        ending=ending,
        from_state=Run.State.RUNNING,
        finish_log=complete_log,
        now=now,
    )


def _what_is_known(run: Run, now: datetime) -> Ending | None:
    """The journal, if the run could write it; else its finished log; else it is lost, or waits again."""
    journal = read_journal(run_id=run.pk)
    if journal is not None:
        return journal
    if is_finished(run):
        return Ending(_told_by_log(run, now))
    if run.kind in WAITING_KINDS and run.drive is not None:
        return None
    reason, next_step = (LOST_REASON, LOST_NEXT_STEP) if run.is_backup else LOST_OTHERWISE
    return unsuccessful(run=run, outcome=Outcome.WORKER_LOST, reason=reason, next_step=next_step, now=now)


def _told_by_log(run: Run, now: datetime) -> BackupResult:
    with LogReader(log_path(run)) as reader:
        verdict = reader.page(reader.lines - 1, 1)[0]
    begins = (outcome for beginning, outcome in _LAST_LINES if verdict.startswith(beginning))
    return BackupResult(next(begins, Outcome.FAILED), "", "", verdict, now)
