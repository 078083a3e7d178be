"""What one call of an attended backup has at hand: any run's desk, and a log that grows part by part."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.events import Listener
from mmbackup.engine.format.log_of_parts import PartLog
from mmbackup.engine.operations.backup.desk import Desk
from mmbackup.engine.operations.job import BackupJob


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Who listens, and what is asked of the world outside."""

    clock: Callable[[], datetime]
    listen: Listener
    cancelled: Callable[[], bool]


class PartDesk(Desk):
    """errors are those of the whole backup so far."""

    def __init__(self, job: BackupJob, log: PartLog, around: Surroundings, errors: int = 0) -> None:
        super().__init__(job, log, around.clock, around.listen, around.cancelled)
        self.log: PartLog = log
        self.zone = ZoneInfo(job.time_zone)
        self.errors = errors
