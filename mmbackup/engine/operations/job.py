"""What a backup run is told before it begins."""

from dataclasses import dataclass
from datetime import datetime

from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.sources.port import SourceSpec


@dataclass(frozen=True, slots=True)
class BackupJob:
    """One run. Folders are absolute paths on the backup server.

    run_id is a UUID's text; started_at is aware; time_zone an IANA name, used in the log and the verdict.
    log_path is where the server keeps the run's log (its index lies beside it, with the ending .idx);
    spool_folder is private to the run, exists, and is removed by the caller afterwards.
    lock_path is held for the length of the run by whoever calls.
    """

    run_id: str
    site: str
    time_zone: str
    started_at: datetime
    drive: DriveSpec
    sources: tuple[SourceSpec, ...]
    log_path: str
    spool_folder: str
    readers: int = 2
