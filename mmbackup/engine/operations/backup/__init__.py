"""The backup operation: lists the sources, writes them onto the medium in the drive, reads all of it back."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.errors import BackupError, ServerDiskFull
from mmbackup.engine.events import BackupResult, Listener
from mmbackup.engine.format.log import LogBook, LogHeader
from mmbackup.engine.format.verdict import verdict
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.backup.ending import Ending
from mmbackup.engine.operations.backup.pieces import PIECE_LIMIT
from mmbackup.engine.operations.backup.run import BackupRun
from mmbackup.engine.operations.job import BackupJob

__all__ = ["back_up"]


def back_up(
    *,
    job: BackupJob,
    clock: Callable[[], datetime],
    listen: Listener,
    cancelled: Callable[[], bool],
    piece_limit: int = PIECE_LIMIT,
) -> BackupResult:
    """Never raises a BackupError: every ending has its verdict, and its log if the server's disk takes it."""
    zone = ZoneInfo(job.time_zone)
    header = LogHeader(job.site, job.run_id, job.trigger, "", job.drive.name, job.started_at)
    try:
        log = LogBook(job.log_path, header, zone)
    except ServerDiskFull as error:
        return _without_log(error, clock(), zone)
    desk = Desk(job, log, clock, listen, cancelled)
    run = BackupRun(desk, piece_limit)
    ending = Ending(desk, run, zone)
    try:
        ended_by = _error_of(run)
        return ending.of_proven_set() if ended_by is None else ending.of_error(ended_by)
    finally:
        run.close()
        log.close()


def _error_of(run: BackupRun) -> BackupError | None:
    """What ended the run before its time."""
    try:
        run.run()
    except BackupError as error:
        return error
    except OSError as error:  # the medium and the sources answer with errors of their own
        return ServerDiskFull(f"the backup server's own disk failed: {error.strerror or error}")
    return None


def _without_log(error: BackupError, at: datetime, zone: ZoneInfo) -> BackupResult:
    reason = str(error)
    words = verdict(outcome=error.outcome, reason=reason, tallies=(), errors=0, at=at, zone=zone)
    return BackupResult(error.outcome, reason, error.next_step, words, at, error=type(error).__name__)
