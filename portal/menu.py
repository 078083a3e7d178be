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


STATUS_HELP = (
    "The list shows what could no longer be restored, or only from an older backup.",
    "Give the reason in a few words: it stands on the medium's page and in its custody.",
    "Nothing on the medium itself is changed, and you may take the decision back.",
)
ERASING_HELP = (
    "What is in the drive is shown first. All of it is removed when you go on.",
    "Type the word exactly as it stands. It is checked against the medium that is in the drive then.",
    "To keep what lies on it, take the medium out and put in another one.",
)
POOL_HELP = (
    "Two or more media that alternate, or seven named by weekday: choose how they take turns.",
    "With N media in a nightly pool, keep each for at most N - 1 nights; else nights are refused.",
    "Whatever is set here: the last verified backup of a data type is kept until a newer one is verified.",
)
PICK_HELP = (
    "What is ticked is picked, and stays picked from page to page; the list below shows all of it.",
    "A folder takes all that lies in it. Size, date and night are those of the newest backup that has it.",
    "The address of the page holds what was picked: bookmark it to come back.",
)
RESTORE = Entry(
    "Restore",
    "restore:points",
    "restore",
    "Bring back anything from the media, from a whole system down to one message.",
    (
        "On top stands where each data type was last saved whole. To restore that, take the newest.",
        (
            "To go back to an earlier moment, choose its night in the table, or a date and time. "
            "What a partial backup left out is then taken from the backups before it."
        ),
        "A half moon is a backup that holds a part only. What is lost or damaged says so.",
    ),
    headline="Recovery points",
    entries=(
        Entry(
            "Choose",
            "restore:choose",
            help=(
                "Tick whole data types of servers, or browse and search for single files and messages.",
                "What is picked is listed below. Then go on to the plan: nothing is restored before that.",
            ),
            headline="Choose what to restore",
            listed=False,
        ),
        Entry("Browse", "restore:browse", help=PICK_HELP, headline="Browse the backups", listed=False),
        Entry(
            "Search",
            "restore:search",
            help=(
                "Give a part of the path, or a subscriber's number or name, or both.",
                "Dates are those of a file's last change, on the site's clock.",
                *PICK_HELP,
            ),
            headline="Search the backups",
            listed=False,
        ),
        Entry(
            "Plan",
            "restore:plan",
            help=(
                "Choose where to. Into a folder is always safe; look there at what came back.",
                "In place goes over what is there now, and is asked once more.",
                (
                    "The table shows which media are needed, in which order, and where they are "
                    "kept. Fetch them first, and put the first one into the drive."
                ),
                "A dry run says in its log what would happen; it needs no medium, and writes nothing.",
            ),
            headline="Plan of the restore",
            listed=False,
        ),
        Entry(
            "Confirm",
            "restore:confirm",
            help=(
                "Read which moment it goes back to, and what becomes of newer files.",
                "Type the word exactly as it stands, to show that it is meant.",
            ),
            headline="Restore in place",
            listed=False,
        ),
        Entry(
            "Restore in progress",
            "restore:run",
            help=(
                "The page follows the restore by itself. You may leave it: the restore goes on.",
                (
                    "When a medium is asked for, put it into the drive: the restore goes on by itself. "
                    "If it does not, press 'It is in now'."
                ),
                "What could not be restored stands in the log, with its reason; the rest is restored.",
            ),
            listed=False,
        ),
        Entry(
            "Key",
            "restore:key",
            help=(
                "Paste the secret key, or choose its file; the paper key's text may be typed.",
                "It goes to this one restore, is kept in memory only, and forgotten at its end.",
            ),
            headline="Key for the restore",
            listed=False,
        ),
        Entry(
            "Cancel the restore",
            "restore:cancel",
            help=("Each file that came back is whole. Nothing that came back is taken away again.",),
            listed=False,
        ),
    ),
)
VERIFY = Entry(
    "Verify",
    "proof:verify",
    "search",
    "Read a medium whole again, and compare it with what was written.",
    (
        "Put the medium into the drive, tick the sets to read, and press Verify.",
        "Damage is told file by file, with the other media that still have each file.",
        "The medium in the drive is verified by itself when it was not read for thirty days, or as set.",
    ),
    entries=(
        Entry(
            "Verification",
            "proof:check-run",
            help=(
                "Leave the medium in the drive until the verification has ended.",
                "A damaged medium is not written any more. Make a backup onto another one.",
                "A file that lies on another medium can be restored from there.",
            ),
            listed=False,
        ),
        Entry(
            "Cancel the verification",
            "proof:check-cancel",
            help=("Sets that were read before stay as they were found.",),
            listed=False,
        ),
    ),
)
DRILLS = Entry(
    "Restore Drills",
    "proof:drills",
    "shield",
    "Prove that a backup comes back: restored for practice, compared, opened.",
    (
        "A drill restores System data and a sample of the rest, looks at every byte, and removes it again.",
        "Once a week it begins by itself, with the medium that is in the drive then.",
        "A drill that fails raises an alarm. One that finds no medium does not.",
    ),
    entries=(
        Entry(
            "Restore drill",
            "proof:drill-run",
            help=(
                "Leave the medium in the drive until the drill has ended.",
                "Each file is compared with what was saved and, if it is unchanged since, with its source.",
                "Databases, directories, sound and mail are opened as whoever uses them would.",
            ),
            listed=False,
        ),
        Entry(
            "Cancel the restore drill",
            "proof:drill-cancel",
            help=("What was restored so far is removed, and nothing is proven by it.",),
            listed=False,
        ),
    ),
)
BACKUP = Entry(
    "Backup",
    icon="disc",
    summary="Start a backup by hand, restore, and work at the drive.",
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
            "Attended Backup",
            "attended:choose",
            "tag",
            "Save what you choose over as many media as it takes, with somebody there to change them.",
            (
                "Choose servers and data types. The page says how many media that is likely to take.",
                (
                    "Each medium is filled, read back, and put out; then the next one is asked for. "
                    "Any medium of the pool will do that is not protected and holds no part of this backup."
                ),
                (
                    "You may leave in between. The backup waits, and goes on by itself "
                    "when the next medium is put in."
                ),
            ),
            entries=(
                Entry(
                    "Attended backup",
                    "attended:run",
                    help=(
                        "Leave the medium in the drive while a part is written and read back.",
                        (
                            "When the next medium is asked for, put it into the drive: the backup goes on by "
                            "itself. If it does not, press Continue."
                        ),
                        "A medium that will not do is left as it is, and the page says why.",
                    ),
                    listed=False,
                ),
                Entry(
                    "Cancel the attended backup",
                    "attended:cancel",
                    help=(
                        "The parts that are finished stay on their media, marked as an unfinished set.",
                        "Each can be restored by itself; what was still to be saved is not in them.",
                    ),
                    listed=False,
                ),
            ),
        ),
        RESTORE,
        VERIFY,
        DRILLS,
        Entry(
            "Media",
            "media:inventory",
            "disc",
            "Every medium: where it is, how it fares, what lies on it, and who moved it.",
            (
                "Narrow the list by pool, status or place, or find a name. A head sorts by its column.",
                "Choose a medium to see what would be lost with it, and who brought it where.",
                "Writable and full media take part in the rotation; damaged and retired ones do not.",
            ),
            entries=(
                Entry(
                    "Medium",
                    "media:medium",
                    help=(
                        "'If this medium is lost' tells what could no longer be restored without it.",
                        "When you bring it somewhere, note it here: the custody shows who did, and when.",
                        "After its replace-by date no backup goes onto it, unless you set a later one.",
                    ),
                    listed=False,
                ),
                Entry("Retire a medium", "media:retire", help=STATUS_HELP, listed=False),
                Entry("Mark a medium as damaged", "media:damaged", help=STATUS_HELP, listed=False),
                Entry("Mark a medium as lost", "media:lost", help=STATUS_HELP, listed=False),
                Entry("Bring a medium back to use", "media:use", help=STATUS_HELP, listed=False),
            ),
        ),
        Entry(
            "Drives",
            "media:drives",
            "drive",
            "See what is in a drive; label, eject, insert, write-protect.",
            (
                "The picture shows the drive as it is now. Below it stands what lies on the medium.",
                "To change the medium: eject the one in the drive, then put in another one.",
                "A blank medium gets its label here. For one that holds data, type its name first.",
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
                Entry("Label a medium anew", "media:relabel", help=ERASING_HELP, listed=False),
                Entry("Format a medium", "media:format", help=ERASING_HELP, listed=False),
                Entry(
                    "At work at the drive",
                    "media:act",
                    help=(
                        "The worker on the drive's host does what was asked. The page follows it by itself.",
                        "If nobody takes it within two minutes, it is given up, and nothing was changed.",
                    ),
                    listed=False,
                ),
            ),
        ),
        Entry(
            "Pools",
            "pools:list",
            "list",
            "How media take turns, and for how long they are kept.",
            (
                "A pool is the media that take turns in a drive. Its name stands on each of them.",
                "Inside the nights for which a backup is kept, its medium is not written again.",
                "What may go wrong with a pool as it is stands below its rules.",
            ),
            entries=(
                Entry("Add a pool", "pools:add", help=POOL_HELP, listed=False),
                Entry("Change a pool", "pools:edit", help=POOL_HELP, listed=False),
            ),
        ),
        Entry(
            "Keys",
            "keys:list",
            "key",
            "Encrypt backups, so that a medium that is lost tells nobody anything.",
            (
                "A key pair is made here and its secret half shown once: print it, and put it into a safe.",
                "Backups need the public half only; this server cannot open its own media with it.",
                "Give each pool two keys (Backup > Pools): any one of them opens its backups.",
                "Without any of its keys a backup is lost, for everybody and for ever.",
            ),
            entries=(
                Entry(
                    "Make a key",
                    "keys:make",
                    help=(
                        "The secret key is shown once, on the page after this form. Have a printer at hand.",
                        "Nothing is encrypted yet: the key is to be confirmed, and given to a pool.",
                    ),
                    listed=False,
                ),
                Entry(
                    "Import a key",
                    "keys:import",
                    help=(
                        "Make a pair elsewhere with age-keygen, and paste the public key: age1 and so on.",
                        "Try the secret key once, before you rely on it: restore a file with it.",
                    ),
                    listed=False,
                ),
                Entry(
                    "Confirm a key",
                    "keys:confirm",
                    help=("Type the end from the paper, not from the screen: so the paper is proven.",),
                    listed=False,
                ),
                Entry(
                    "Retire a key",
                    "keys:retire",
                    help=(
                        "A retired key is not used for new backups. Older ones still need its secret.",
                        "Keep the paper key for as long as there is a medium that was written with it.",
                    ),
                    listed=False,
                ),
            ),
        ),
        Entry(
            "Places",
            "pools:places",
            "shelf",
            "Name the shelves and vaults that media are brought to.",
            (
                "Give each shelf and vault the name that people use for it.",
                "A vault is a safe place away from the drive, for what must survive a fire.",
            ),
            entries=(
                Entry(
                    "Change a place",
                    "pools:place",
                    help=("Media that are there stay there, under its new name.",),
                    listed=False,
                ),
            ),
        ),
    ),
)
LOG_KEYS = (
    "With the log in focus these keys work: s start, e end, p previous page, n next "
    "page, x errors, b and f hit backwards and forwards, / search."
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
                "Older logs stand in All Logs.",
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
                        LOG_KEYS,
                    ),
                    listed=False,
                ),
            ),
        ),
        Entry(
            "View Restore Log",
            "logs:restore-choose",
            "log",
            "The three most recent restore logs: see what came back, and what did not.",
            (
                "Choose the log of the restore, and press View.",
                "The log opens at its end. Its last line is the verdict.",
                "Older logs stand in All Logs.",
            ),
            headline="View Restore Logs",
            entries=(
                Entry(
                    "View restore logs",
                    "logs:restore-view",
                    help=(
                        (
                            "The last line is the verdict. 'Successfully' is written only when every file "
                            "that was asked for came back and was found equal to what was saved."
                        ),
                        "What could not be restored is listed under Errors, each with its reason.",
                        LOG_KEYS,
                    ),
                    listed=False,
                ),
            ),
        ),
        Entry(
            "All Logs",
            "logs:all",
            "list",
            "Every log that is kept, newest first: backups, restores, verifications, drills.",
            (
                "Choose a kind to see its logs alone.",
                "Logs are kept for a year, unless the site is configured otherwise.",
                "Choose a date to read its log.",
            ),
            entries=(
                Entry(
                    "Verification log",
                    "logs:verify-view",
                    help=(
                        "The last line is the verdict. Damage is listed file by file under Errors.",
                        LOG_KEYS,
                    ),
                    listed=False,
                ),
                Entry(
                    "Drill log",
                    "logs:drill-view",
                    help=(
                        "The last line is the verdict. What failed, or differed, stands under Errors.",
                        LOG_KEYS,
                    ),
                    listed=False,
                ),
            ),
        ),
    ),
)
LOGS = Entry(
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
                "Older logs stand in All Logs.",
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
                        LOG_KEYS,
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
