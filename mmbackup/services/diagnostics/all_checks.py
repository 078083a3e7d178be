"""The list of all checks, in the order in which pages show them."""

from mmbackup.services.diagnostics.checks.clock import clock
from mmbackup.services.diagnostics.checks.database import database
from mmbackup.services.diagnostics.checks.disk import disk
from mmbackup.services.diagnostics.checks.drives import drives
from mmbackup.services.diagnostics.checks.keys import keys
from mmbackup.services.diagnostics.checks.notices import notices
from mmbackup.services.diagnostics.checks.programs import beat, watchdog, watcher
from mmbackup.services.diagnostics.checks.queue import broker, worker
from mmbackup.services.diagnostics.checks.records import records
from mmbackup.services.diagnostics.checks.sources import sources
from mmbackup.services.diagnostics.checks.tonight import coming_night
from mmbackup.services.diagnostics.finding import Check

ALL_CHECKS: tuple[Check, ...] = (
    Check("drives", "Drives", "Within reach, with a medium of ours that can be written.", drives),
    Check(
        "tonight", "The coming night", "The medium in the drive would be taken, and has room.", coming_night
    ),
    Check("sources", "Sources", "What is to be saved can be reached.", sources),
    Check("broker", "Broker", "It takes messages; by it the night reaches the worker.", broker),
    Check("worker", "Worker", "It answers messages; it does the backups.", worker),
    Check("beat", "Beat", "It sends the night at its time.", beat),
    Check("watchdog", "Watchdog", "It sees to runs that died and nights that did not begin.", watchdog),
    Check("watcher", "Drives' watcher", "It notices media that come and go.", watcher),
    Check("database", "Database", "It answers, and its tables are of this release.", database),
    Check("disk", "Disk space", "The server's own disks have room.", disk),
    Check("clock", "Clock", "It is kept, and agrees with the others.", clock),
    Check("notices", "Notices", "People are told outside the portal.", notices),
    Check("keys", "Keys", "Encrypted pools have keys that may be used.", keys),
    Check("records", "Logs and indexes", "What the database speaks of is on the disk.", records),
)
