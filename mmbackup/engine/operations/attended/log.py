"""The log of an attended backup, one for all of its parts."""

import os
from zoneinfo import ZoneInfo

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.log_lines import LogHeader
from mmbackup.engine.format.log_of_parts import LISTING, PartLog
from mmbackup.engine.format.log_spool import spool_folder
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.operations.attended.shapes import State
from mmbackup.engine.operations.job import BackupJob

_LONGEST_VERDICT = 8192


def log_of_listing(job: BackupJob) -> PartLog:
    return _open(job, LISTING, "")


def log_of_next_part(job: BackupJob, state: State | None) -> PartLog:
    part = state.next_part if state else 1
    return _open(job, part, media_text(state.media if state else ()))


def verdict_in_log(job: BackupJob) -> str:
    """Of a log that is finished; empty when it is not."""
    if not os.path.exists(job.log_path) or os.path.exists(spool_folder(job.log_path)):
        return ""
    with server_disk(), open(job.log_path, "rb") as file:
        file.seek(max(0, os.path.getsize(job.log_path) - _LONGEST_VERDICT))
        return file.read().decode("utf-8", "replace").rstrip("\n").rpartition("\n")[2]


def media_text(names: tuple[str, ...]) -> str:
    """As the log's head says it."""
    return ", ".join(f"{name} (part {number})" for number, name in enumerate(names, 1))


def _open(job: BackupJob, part: int, medium: str) -> PartLog:
    header = LogHeader(job.site, job.run_id, job.trigger, medium, job.drive.name, job.started_at)
    log = PartLog(job.log_path, header, ZoneInfo(job.time_zone), part)
    for spec in sorted(job.sources, key=lambda spec: list(DataType).index(spec.item.data_type)):
        log.section(spec.server, spec.item.slug, spec.item.title)
    return log
