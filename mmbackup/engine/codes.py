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
    """One line of the Administrator's Log. repair says what there is to do, if anything."""

    application: str
    event_id: str
    message: str
    cause: str
    repair: str


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
        "Choose Backup/Restore > Back Up Now, or wait for the next night.",
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

TONIGHT_WOULD_FAIL = AlarmCode(
    "MT",
    "BACKUP",
    5,
    Level.WARNING,
    "Tonight's backup would fail",
    "The afternoon's look ahead found that the coming night cannot end well as things stand.",
    (
        "Open Backup/Restore > Morning Swap: it says what is wrong, and which medium tonight needs.",
        "Insert that medium, or mend what is named.",
        "Choose Look ahead again: the alarm resolves by itself when the night would go well.",
    ),
)
MEDIUM_WANTED = AlarmCode(
    "MT",
    "BACKUP",
    6,
    Level.WARNING,
    "A run waits for a medium",
    "An attended backup or a restore is done with the medium before, and goes on with the next one.",
    (
        "Open Backup/Restore > Attended Backup, or > Restore, and read which medium is asked for.",
        "Insert it. The alarm resolves by itself when the run goes on or ends.",
    ),
)
LAST_GOOD_COPY_KEPT = AlarmCode(
    "MT",
    "BACKUP",
    7,
    Level.WARNING,
    "The night was refused: its medium holds the last good copy",
    "The medium in the drive holds the only verified backup of a data type, and there is no room beside it.",
    (
        "Insert another medium of the pool.",
        "Choose Backup/Restore > Back Up Now, or wait for the next night.",
        "The alarm resolves by itself with the next verified success.",
    ),
)
MEDIUM_DAMAGED = AlarmCode(
    "MT",
    "BACKUP",
    8,
    Level.WARNING,
    "A medium is damaged",
    "What was read back from a medium was not what had been written; the medium is not used any more.",
    (
        "Open Backup/Restore > Media and read which medium it is, and what would be lost with it.",
        "Make a backup onto another medium.",
        "Retire the damaged one there: the alarm resolves by itself.",
    ),
)

DRILL_FAILED = AlarmCode(
    "MT",
    "BACKUP",
    9,
    Level.WARNING,
    "The restore drill failed",
    "What was restored from a medium for practice was not what had been saved, or could not be opened.",
    (
        "Open Backup/Restore > Restore Drills and read the drill's log.",
        "Choose Backup/Restore > Verify for the medium that it names, and make a backup onto another one.",
        "Start the drill again: the alarm resolves by itself with the next drill that succeeds.",
    ),
)

CHANNEL_FAILING = AlarmCode(
    "MT",
    "BACKUP",
    10,
    Level.WARNING,
    "Notices cannot be delivered",
    "A channel's receiver is down, refuses what it is sent, or is not set up as the channel says. "
    "What was to be told is tried again for a day, and told on the other channels meanwhile.",
    (
        "Open Alarming > Notifications and read what the receiver answered.",
        "Mend the receiver, or the channel's settings, and press Test.",
        "The alarm resolves by itself with the next delivery, or when the channel is taken out of use.",
    ),
)
WATCHER_UNREACHABLE = AlarmCode(
    "MT",
    "BACKUP",
    11,
    Level.WARNING,
    "The outside watcher cannot be reached",
    "After a verified success its address was asked for and gave no good answer: "
    "it will soon say that backups have stopped, though they have not.",
    (
        "Open Alarming > Notifications and read what it answered.",
        "Mend the way there, or its address (Administration > Settings).",
        "The alarm resolves by itself with the next ping that arrives, or when the address is emptied.",
    ),
)

PROGRAM_SILENT = AlarmCode(
    "MT",
    "BACKUP",
    12,
    Level.MINOR,
    "A program of mmbackup is not running",
    "For more than three minutes nothing was heard of the program that the alarm names: "
    "it was not started, has died, or cannot reach the database.",
    (
        "Start the program: systemctl status 'mmbackup-*', docker compose ps, or make run shows which runs.",
        "Read why it ended: journalctl, docker compose logs, or the folder logs in the data folder.",
        "Open Diagnostics > Check Everything: each program should be heard of again within a minute.",
        "The alarm resolves by itself then.",
    ),
)

ALARM_CODES: tuple[AlarmCode, ...] = (
    NO_BACKUP,
    PARTIAL_NIGHTS,
    SERVER_DISK_FULL,
    NIGHT_OVERDUE,
    TONIGHT_WOULD_FAIL,
    MEDIUM_WANTED,
    LAST_GOOD_COPY_KEPT,
    MEDIUM_DAMAGED,
    DRILL_FAILED,
    CHANNEL_FAILING,
    WATCHER_UNREACHABLE,
    PROGRAM_SILENT,
)

PARTIAL_BACKUP = EventCode(
    "MT",
    "BKRST029",
    "Partial unattended backup",
    "Not all data fitted onto the medium; the log tells what was left out.",
    "Read in the log what was left out. Insert a larger medium, or make an attended backup.",
)
BACKUP_COMPLETED = EventCode(
    "MT",
    "BKRST001",
    "Full unattended backup",
    "All data was saved and read back.",
    "Nothing: it tells that all went well.",
)
BACKUP_NOT_SUCCESSFUL = EventCode(
    "MT",
    "BKRST002",
    "Unattended backup not successful",
    "The backup log and the alarm log tell why.",
    "Do what the line before the log's verdict says; then back up now.",
)
BACKUP_STARTED = EventCode(
    "MT", "BKRST003", "Backup started", "A run began.", "Nothing: follow it on its page, if you like."
)
MEDIUM_CHANGED = EventCode(
    "MT",
    "BKRST004",
    "Medium inserted, ejected or labelled",
    "Somebody worked at the drive.",
    "Nothing, if you know of it. The medium's page tells who it was.",
)
CONFIGURATION_CHANGED = EventCode(
    "MT",
    "BKRST005",
    "Configuration imported",
    "Somebody changed the configuration.",
    "Nothing, if you know of it. The Administration History Log tells what was changed, and by whom.",
)
ATTENDED_COMPLETED = EventCode(
    "MT",
    "BKRST006",
    "Attended backup completed",
    "All that was chosen was saved and read back.",
    "Label the media, and store them.",
)
ATTENDED_NOT_SUCCESSFUL = EventCode(
    "MT",
    "BKRST007",
    "Attended backup not successful",
    "The backup log tells why.",
    "Do what the line before the log's verdict says; then begin it again.",
)
MEDIUM_ASKED_FOR = EventCode(
    "MT",
    "BKRST008",
    "Next medium asked for",
    "An attended backup or a restore goes on with the next medium.",
    "Insert the medium that the run's page asks for.",
)
MEDIUM_LIFE = EventCode(
    "MT",
    "BKRST009",
    "Medium moved, retired or restored to use",
    "Somebody looked after the media.",
    "Nothing, if you know of it. The medium's page tells who it was.",
)
LOOKED_AHEAD = EventCode(
    "MT",
    "BKRST010",
    "Looked ahead to the coming night",
    "The look's own words follow.",
    "If it says that the night would fail, do what Morning Swap says.",
)
POOL_CHANGED = EventCode(
    "MT",
    "BKRST011",
    "Pool or place changed",
    "Somebody changed the rotation.",
    "Nothing, if you know of it. The Administration History Log tells what was changed, and by whom.",
)
RESTORE_STARTED = EventCode(
    "MT",
    "BKRST012",
    "Restore started",
    "Somebody asked for it.",
    "Nothing: follow it on its page, if you like.",
)
RESTORE_COMPLETED = EventCode(
    "MT",
    "BKRST013",
    "Restore completed",
    "All that was asked for was restored and checked.",
    "Look at what came back, where it was restored to.",
)
RESTORE_NOT_SUCCESSFUL = EventCode(
    "MT",
    "BKRST014",
    "Restore not successful",
    "The restore log tells why.",
    "Read in its log which files are missing, and why; then restore those.",
)
MEDIUM_VERIFIED = EventCode(
    "MT",
    "BKRST015",
    "Medium verified",
    "It was read whole and found as written.",
    "Nothing: it tells that all went well.",
)
MEDIUM_NOT_VERIFIED = EventCode(
    "MT",
    "BKRST016",
    "Medium not verified",
    "Its verification found damage, or did not come to an end.",
    "Read in its log what is damaged and which other media hold it; back up onto another medium.",
)
DRILL_PASSED = EventCode(
    "MT",
    "BKRST017",
    "Restore drill passed",
    "What was restored is what was saved.",
    "Nothing: it tells that all went well.",
)
DRILL_NOT_PASSED = EventCode(
    "MT",
    "BKRST018",
    "Restore drill not passed",
    "The drill's log tells why.",
    "Do the repair procedure of alarm MT BACKUP 9.",
)
KEY_CHANGED = EventCode(
    "MT",
    "BKRST019",
    "Key made, imported or retired",
    "Somebody looked after the keys.",
    "Nothing, if you know of it. See that each pool that is encrypted has two keys.",
)
MEDIA_IMPORTED = EventCode(
    "MT",
    "BKRST020",
    "Medium imported",
    "What lies on it was read into the server's own records.",
    "Nothing: what lies on it can be searched and restored now.",
)
SOFTWARE_SWITCHED = EventCode(
    "MT",
    "BKRST021",
    "Messaging software stopped or started",
    "A restore in place does so when asked to.",
    "After a restore in place, see that the software runs again.",
)
DRY_RUN_ENDED = EventCode(
    "MT",
    "BKRST022",
    "Dry run of a restore ended",
    "Nothing was written; its log tells what would be.",
    "Read its log; then restore, or choose again.",
)
SIGN_IN_LOCKED = EventCode(
    "MT",
    "BKRST030",
    "Sign-in locked",
    "Wrong passwords or codes were tried; it ends by itself after 15 minutes.",
    "Nothing, if it was a slip. If nobody here tried, find out who knocks at this address.",
)
SIGN_IN_UNLOCKED = EventCode(
    "MT",
    "BKRST031",
    "Sign-in unlocked",
    "An administrator ended a lockout early.",
    "Nothing, if you know of it. The Administration History Log tells who it was.",
)

EVENT_CODES: tuple[EventCode, ...] = (
    PARTIAL_BACKUP,
    BACKUP_COMPLETED,
    BACKUP_NOT_SUCCESSFUL,
    BACKUP_STARTED,
    MEDIUM_CHANGED,
    CONFIGURATION_CHANGED,
    ATTENDED_COMPLETED,
    ATTENDED_NOT_SUCCESSFUL,
    MEDIUM_ASKED_FOR,
    MEDIUM_LIFE,
    LOOKED_AHEAD,
    POOL_CHANGED,
    RESTORE_STARTED,
    RESTORE_COMPLETED,
    RESTORE_NOT_SUCCESSFUL,
    MEDIUM_VERIFIED,
    MEDIUM_NOT_VERIFIED,
    DRILL_PASSED,
    DRILL_NOT_PASSED,
    KEY_CHANGED,
    MEDIA_IMPORTED,
    SOFTWARE_SWITCHED,
    DRY_RUN_ENDED,
    SIGN_IN_LOCKED,
    SIGN_IN_UNLOCKED,
)
