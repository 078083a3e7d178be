"""Logs."""

from portal.menu.entry import READERS, Entry

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
                "Older logs stand in All Runs.",
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
                    addresses=("logs:search", "logs:text"),
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
                "Older logs stand in All Runs.",
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
                    addresses=("logs:restore-search", "logs:restore-text"),
                ),
            ),
        ),
        Entry(
            "All Runs",
            "logs:all",
            "list",
            "Every backup, restore, verification and drill, newest first: also those that did not run.",
            (
                "Narrow the list by kind, outcome, medium and date. The address keeps what you chose.",
                "Choose a date to read the log, or to follow a run that is under way.",
                "Logs are kept for a year, unless the site is configured otherwise; runs stay in this list.",
            ),
            addresses=("logs:all-before",),
            entries=(
                Entry(
                    "Verification log",
                    "logs:verify-view",
                    help=(
                        "The last line is the verdict. Damage is listed file by file under Errors.",
                        LOG_KEYS,
                    ),
                    listed=False,
                    addresses=("logs:verify-search", "logs:verify-text"),
                ),
                Entry(
                    "Drill log",
                    "logs:drill-view",
                    help=(
                        "The last line is the verdict. What failed, or differed, stands under Errors.",
                        LOG_KEYS,
                    ),
                    listed=False,
                    addresses=("logs:drill-search", "logs:drill-text"),
                ),
            ),
        ),
    ),
)
LOGS = Entry(
    "Logs",
    icon="log",
    summary="What happened, and what asks for an act.",
    readers=READERS,
    entries=(
        BACKUP_LOGS,
        Entry(
            "Alarm Log",
            "alarms:list",
            "bell",
            "Every alarm that was ever raised, active and resolved.",
            (
                "Narrow the list by state, level, code and date. Choose a code to read what it means.",
                "What asks for an act now, with its repair procedure, stands in Alarming > Active Alarms.",
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
        Entry(
            "Administration History Log",
            "history:list",
            "journal",
            "Every change: by whom, when, from where, old and new value.",
            (
                "Each line is a change that somebody made, in the portal, by the API, or at the shell.",
                "Narrow the list by who, what, and when; the address keeps it, and the export has all of it.",
                "Lines are only ever added. Nobody can change or remove one, not even an administrator.",
            ),
            addresses=("history:export", "history:export-lines"),
        ),
    ),
)
