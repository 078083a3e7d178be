"""The Messaging Administration tree, as data: every page, where it stands, and what to do on it."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, or a folder of pages when it has no view. help is what to do on the page, a paragraph each.

    headline is what the page calls itself, where that differs from its title in the menu. listed says
    whether the menu shows it: the page of one certain log, say, is reached from a list instead.
    """

    title: str
    view: str = ""
    icon: str = ""
    summary: str = ""
    help: tuple[str, ...] = ()
    entries: tuple["Entry", ...] = ()
    listed: bool = True
    headline: str = ""

    @property
    def heading(self) -> str:
        return self.headline or self.title

    @property
    def listed_entries(self) -> tuple["Entry", ...]:
        return tuple(entry for entry in self.entries if entry.listed)


BACKUP = Entry(
    "Backup",
    icon="disc",
    summary="Start a backup by hand, and work at the drive.",
    entries=(
        Entry(
            "Morning Swap",
            "swap:swap",
            "sunrise",
            "The morning's work, step by step: verdict, medium out, label, store, the next one in.",
            (
                "Follow the steps from the top. What is done has its check mark; the page notices by itself.",
                "Any medium that tonight accepts will do. The one whose turn it is stands first.",
                "When the last step says 'accepted for tonight', you are done until tomorrow.",
            ),
            entries=(
                Entry(
                    "Label",
                    "labels:label",
                    help=(
                        "Choose what to print, and on which paper. Print at 100 %, not 'fit to page'.",
                        "Labels on A4 or Letter have lines to cut along.",
                        "The QR code leads to the medium's page, and names medium and backup set.",
                    ),
                    listed=False,
                ),
            ),
        ),
        Entry(
            "Back Up Now",
            "backup:now",
            "play",
            "Save everything onto the medium in the drive, now.",
            (
                (
                    "A backup by hand saves the same data as the nightly one, onto the medium in the drive, "
                    "and reads it back."
                ),
                "It does not replace the nightly backup: that starts at its time, whatever happened by day.",
                "Once started you may leave the page. The backup goes on, and its log waits for you.",
            ),
            entries=(
                Entry(
                    "Backup in progress",
                    "backup:progress",
                    help=(
                        "The page follows the backup by itself. You may leave it: the backup goes on.",
                        "Leave the medium in the drive until the backup has ended.",
                        (
                            "The last phase reads everything back from the medium. "
                            "Only then may the log say 'successfully'."
                        ),
                    ),
                    listed=False,
                ),
                Entry(
                    "Cancel the backup",
                    "backup:cancel",
                    help=(
                        "A cancelled backup counts as failed: an alarm asks for another one.",
                        (
                            "Earlier backups on the medium stay as they are, "
                            "unless one had to make room for this backup."
                        ),
                    ),
                    listed=False,
                ),
            ),
        ),
        Entry(
            "Drive and Media",
            "media:drives",
            "drive",
            "See what is in the drive and on the shelf; insert, eject, write-protect.",
            (
                "The picture shows the drive as it is now. Below it stands what lies on the medium.",
                "To change the medium: eject the one in the drive, then insert another one from the shelf.",
                (
                    "A write-protected medium is read, but never written. "
                    "Take the protection off before the night."
                ),
            ),
            entries=(
                Entry(
                    "Eject the medium",
                    "media:eject",
                    help=("A backup that loses its medium fails. Wait for its end if you can.",),
                    listed=False,
                ),
            ),
        ),
    ),
)
BACKUP_LOGS = Entry(
    "Backup and Restore Logs",
    icon="log",
    entries=(
        Entry(
            "View Backup Log",
            "logs:choose",
            "log",
            "The three most recent backup logs: verify last night's backup.",
            (
                "Choose the log of last night's backup, and press View.",
                "The log opens at its end. Its last line is the verdict.",
                "Older logs stand in All Backup Logs.",
            ),
            headline="View Backup Logs",
            entries=(
                Entry(
                    "View backup logs",
                    "logs:view",
                    help=(
                        (
                            "The last line is the verdict. 'Successfully' is written only after everything "
                            "was read back from the medium and found equal."
                        ),
                        "If the verdict is good: remove the medium, label it, store it, insert the next one.",
                        "If not: the line before the verdict says what to do.",
                        (
                            "With the log in focus these keys work: s start, e end, p previous page, n next "
                            "page, x errors, b and f hit backwards and forwards, / search."
                        ),
                    ),
                    listed=False,
                ),
            ),
        ),
        Entry(
            "All Backup Logs",
            "logs:all",
            "list",
            "Every log that is kept, newest first.",
            (
                "Logs are kept for a year, unless the site is configured otherwise.",
                "Choose a date to read its log.",
            ),
        ),
    ),
)
LOGS = Entry(
    "Logs",
    icon="log",
    summary="What happened, and what asks for an act.",
    entries=(
        BACKUP_LOGS,
        Entry(
            "Alarm Log",
            "alarms:list",
            "bell",
            "Conditions that ask for an act; acknowledge them here.",
            (
                "An active alarm asks for an act. Choose its code to read the repair procedure.",
                (
                    "Acknowledging says that somebody knows of it; it does not end the alarm. "
                    "A backup alarm resolves by itself with the next verified success."
                ),
                "Levels: MAJ major, MIN minor, WRN warning.",
            ),
        ),
        Entry(
            "Administrator's Log",
            "logs:administrator",
            "journal",
            "Events, one a line, newest first.",
            (
                "Each line is an event. Cnt says how often it happened in a row.",
                "MT BKRST029 tells of a partial backup: not all messages fitted onto the medium.",
                "Choose an event ID to read what it means.",
            ),
        ),
    ),
)
GUIDE = Entry(
    "Guide",
    icon="book",
    summary="What to do, and what the codes mean.",
    entries=(
        Entry(
            "Morning Procedure",
            "guide:morning",
            "sunrise",
            "Verify, remove, label, store, insert the next.",
            ("This is the whole of the morning's work. It takes a minute.",),
        ),
        Entry(
            "Alarm and Event Codes",
            "guide:codes",
            "book",
            "Each code with its cause and its repair procedure.",
            ("Find the code as the log prints it, and follow its repair procedure from the top.",),
        ),
    ),
)
MAIN = Entry(
    "Messaging Administration",
    "main:main",
    "home",
    help=(
        "The sentence on top says how things stand; the worst comes first.",
        "Each morning: read it, then follow Morning Swap. Below it stands which medium tonight expects.",
        "The menu below leads to every page. The name on top left leads back here from everywhere.",
    ),
    entries=(BACKUP, LOGS, GUIDE),
)


def trail_to(view: str) -> tuple[Entry, ...]:
    """The way from the main page to a view, both included; the main page alone for views outside the menu."""
    return next((trail for trail in _trails((MAIN,)) if trail[-1].view == view), (MAIN,))


def _trails(trail: tuple[Entry, ...]) -> Iterator[tuple[Entry, ...]]:
    yield trail
    for entry in trail[-1].entries:
        yield from _trails((*trail, entry))
