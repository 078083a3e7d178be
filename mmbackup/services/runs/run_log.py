"""Where a run's log lies, and short logs for runs that the engine never saw."""

import os
from zoneinfo import ZoneInfo

from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.log import LogBook, LogHeader, finish_lost, totals_lines
from mmbackup.engine.format.log_spool import spool_folder
from mmbackup.environment import data_folder
from mmbackup.models import Run

NOT_READ_BACK = "not done: the run's process died"
_TITLES: dict[str, str] = {
    Run.Kind.RESTORE: "Restore log",
    Run.Kind.VERIFY: "Verification log",
    Run.Kind.DRILL: "Restore drill log",
}


def log_name(run: Run) -> str:
    """Relative to the data folder's logs/. The same for a run at any time, so that a lost one's is found."""
    return f"{run.queued_at:%Y%m%dT%H%M%SZ}-{run.pk}.log"


def log_path(run: Run) -> str:
    return str(data_folder("logs") / log_name(run))


def zone_of(run: Run) -> ZoneInfo:
    return ZoneInfo(run.site.time_zone)


def log_header(run: Run) -> LogHeader:
    return LogHeader(
        site=run.site.name,
        run_id=str(run.pk),
        trigger=run.trigger,
        medium=run.medium_name,
        drive=run.drive_name,
        started_at=run.started_at or run.due_at or run.queued_at,
        title=_TITLES.get(run.kind, "Backup log"),
    )


def is_finished(run: Run) -> bool:
    """The log stands whole with its verdict, and nothing is left of its spool."""
    path = log_path(run)
    return os.path.exists(path) and not os.path.exists(spool_folder(path))


def write_short_log(run: Run, result: BackupResult) -> None:
    """For a run that never began: header, what to do next, verdict."""
    book = LogBook(log_path(run), log_header(run), zone_of(run))
    read_back = "" if run.is_backup else None
    book.finish(totals=[], read_back=read_back, next_step=result.next_step, verdict=result.verdict)


def complete_log(run: Run, result: BackupResult) -> None:
    """For a run whose process could not finish its log, or died: what was told so far, and the verdict."""
    if is_finished(run):
        return
    finish_lost(
        log_path(run),
        header=log_header(run),
        zone=zone_of(run),
        next_step=result.next_step,
        verdict=result.verdict,
        totals=totals_lines(result.tallies) if result.tallies else [],
        read_back=NOT_READ_BACK if run.is_backup else None,
    )
