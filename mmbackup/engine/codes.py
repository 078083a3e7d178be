"""The one table of alarm and event codes. MT BACKUP 1 and MT BKRST029 are attested; the rest are ours."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Alarm levels as the alarm log prints them."""

    MAJOR = "MAJ"
    MINOR = "MIN"
    WARNING = "WRN"


@dataclass(frozen=True, slots=True)
class AlarmCode:
    """One alarm: application, resource type and code name it; the rest tells people what to do."""

    application: str
    resource_type: str
    code: int
    level: Level
    message: str
    cause: str
    repair: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.application} {self.resource_type} {self.code}"


@dataclass(frozen=True, slots=True)
class EventCode:
    """One line of the Administrator's Log."""

    application: str
    event_id: str
    message: str
    cause: str


NO_BACKUP = AlarmCode(
    "MT",
    "BACKUP",
    1,
    Level.WARNING,
    "No successful backup",
    "The last backup did not end with a verified success: "
    "it failed, did not run, had errors, or its worker died.",
    (
        "Open Logs > Backup and Restore Logs > View Backup Log and read the last lines of the newest log.",
        "Do what the line before the verdict says: insert a medium, mend the source, or free space.",
        "Choose Backup > Back Up Now, or wait for the next night.",
        "The alarm resolves by itself with the next verified success.",
    ),
)
PARTIAL_NIGHTS = AlarmCode(
    "MT",
    "BACKUP",
    2,
    Level.WARNING,
    "Three partial backups in a row",
    "Messages have not fitted onto the medium three times in a row.",
    (
        "Insert a larger medium, or make an attended backup over several media.",
        "The alarm resolves by itself with the next full backup.",
    ),
)
SERVER_DISK_FULL = AlarmCode(
    "MT",
    "BACKUP",
    3,
    Level.MAJOR,
    "The backup server's own disk is full",
    "The database or the logs could not be written; the reserve kept for this was released.",
    (
        "Free space on the disk that holds the data folder and the database.",
        "The alarm resolves by itself when the reserve could be made again.",
    ),
)
NIGHT_OVERDUE = AlarmCode(
    "MT",
    "BACKUP",
    4,
    Level.WARNING,
    "The unattended backup has not started",
    "Its time has passed and no run has begun: beat, worker or broker is down.",
    (
        "See that worker, beat and broker run (make run, systemctl status, or docker compose ps).",
        "Inside the catch-up window the run starts by itself as soon as a worker is there.",
    ),
)

ALARM_CODES: tuple[AlarmCode, ...] = (NO_BACKUP, PARTIAL_NIGHTS, SERVER_DISK_FULL, NIGHT_OVERDUE)

PARTIAL_BACKUP = EventCode(
    "MT",
    "BKRST029",
    "Partial unattended backup",
    "Not all data fitted onto the medium; the log tells what was left out.",
)
BACKUP_COMPLETED = EventCode("MT", "BKRST001", "Full unattended backup", "All data was saved and read back.")
BACKUP_NOT_SUCCESSFUL = EventCode(
    "MT", "BKRST002", "Unattended backup not successful", "The backup log and the alarm log tell why."
)
BACKUP_STARTED = EventCode("MT", "BKRST003", "Backup started", "A run began.")
MEDIUM_CHANGED = EventCode(
    "MT", "BKRST004", "Medium inserted, ejected or labelled", "Somebody worked at the drive."
)
CONFIGURATION_CHANGED = EventCode(
    "MT", "BKRST005", "Configuration imported", "Somebody changed the configuration."
)

EVENT_CODES: tuple[EventCode, ...] = (
    PARTIAL_BACKUP,
    BACKUP_COMPLETED,
    BACKUP_NOT_SUCCESSFUL,
    BACKUP_STARTED,
    MEDIUM_CHANGED,
    CONFIGURATION_CHANGED,
)
