"""The restore's log: it grows part by part, and a part that is begun anew is told anew."""

from zoneinfo import ZoneInfo

from mmbackup.engine.format.log_lines import LogHeader
from mmbackup.engine.format.log_of_parts import PartLog
from mmbackup.engine.index.shapes import PlannedPart
from mmbackup.engine.operations.restore.job import RestoreJob
from mmbackup.engine.operations.restore.words import existing_text, target_text

TITLE = "Restore log"
ENDING = 9999  # what is told when no part is under way


def log_of(job: RestoreJob, number: int = ENDING, medium: str = "") -> PartLog:
    """ServerDiskFull when there is no room for it."""
    return PartLog(job.log_path, header_of(job, medium), ZoneInfo(job.time_zone), number)


def header_of(job: RestoreJob, medium: str = "") -> LogHeader:
    title = f"Dry run of a restore, nothing is written: {TITLE.lower()}" if job.dry_run else TITLE
    return LogHeader(
        job.site,
        job.run_id,
        job.trigger,
        medium,
        job.drive.name,
        job.started_at,
        title=title,
        target=target_text(job),
    )


def begin_part(log: PartLog, job: RestoreJob, part: PlannedPart, *, is_first: bool) -> None:
    log.begin(f"Part {part.number}: set {part.set_name}, medium {part.medium_name}")
    if is_first:
        log.note_for_all(existing_text(job))
