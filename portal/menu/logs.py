"""Logs."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import READERS, Entry

LOG_KEYS = _(
    "With the log in focus these keys work: s start, e end, p previous page, n next "
    "page, x errors, b and f hit backwards and forwards, / search."
)
AT_WORK = _(
    "While the run is at work, the page follows what is written. Switch Follow off, or scroll up, to read "
    "in peace."
)
BACKUP_LOGS = Entry(
    _("Backup and Restore Logs"),
    icon="log",
    article="maintenance/logs",
    entries=(
        Entry(
            _("View Backup Log"),
            "logs:choose",
            "log",
            _("The three most recent backup logs: verify last night's backup."),
            (
                _("Choose the log of last night's backup, and press View."),
                _("The log opens at its end. Its last line is the verdict."),
                _("Older logs stand in All Runs."),
            ),
            headline=_("View Backup Logs"),
            entries=(
                Entry(
                    _("View backup logs"),
                    "logs:view",
                    help=(
                        (
                            _(
                                "The last line is the verdict. 'Successfully' is written only after "
                                "everything "
                                "was read back from the medium and found equal."
                            )
                        ),
                        _(
                            "If the verdict is good: remove the medium, label it, store it, insert "
                            "the next one."
                        ),
                        _("If not: the line before the verdict says what to do."),
                        LOG_KEYS,
                        AT_WORK,
                    ),
                    listed=False,
                    addresses=("logs:search", "logs:text", "logs:so-far"),
                ),
            ),
        ),
        Entry(
            _("View Restore Log"),
            "logs:restore-choose",
            "log",
            _("The three most recent restore logs: see what came back, and what did not."),
            (
                _("Choose the log of the restore, and press View."),
                _("The log opens at its end. Its last line is the verdict."),
                _("Older logs stand in All Runs."),
            ),
            headline=_("View Restore Logs"),
            entries=(
                Entry(
                    _("View restore logs"),
                    "logs:restore-view",
                    help=(
                        (
                            _(
                                "The last line is the verdict. 'Successfully' is written only when "
                                "every file "
                                "that was asked for came back and was found equal to what was saved."
                            )
                        ),
                        _("What could not be restored is listed under Errors, each with its reason."),
                        LOG_KEYS,
                        AT_WORK,
                    ),
                    listed=False,
                    addresses=("logs:restore-search", "logs:restore-text", "logs:restore-so-far"),
                ),
            ),
        ),
        Entry(
            _("All Runs"),
            "logs:all",
            "list",
            _("Every backup, restore, verification and drill, newest first: also those that did not run."),
            (
                _("Narrow the list by kind, outcome, medium and date. The address keeps what you chose."),
                _("Choose a date to read the log, or to follow a run that is under way."),
                _(
                    "Logs are kept for a year, unless the site is configured otherwise; runs stay "
                    "in this list."
                ),
            ),
            addresses=("logs:all-before",),
            entries=(
                Entry(
                    _("Verification log"),
                    "logs:verify-view",
                    help=(
                        _("The last line is the verdict. Damage is listed file by file under Errors."),
                        LOG_KEYS,
                        AT_WORK,
                    ),
                    listed=False,
                    addresses=("logs:verify-search", "logs:verify-text", "logs:verify-so-far"),
                ),
                Entry(
                    _("Drill log"),
                    "logs:drill-view",
                    help=(
                        _("The last line is the verdict. What failed, or differed, stands under Errors."),
                        LOG_KEYS,
                        AT_WORK,
                    ),
                    listed=False,
                    addresses=("logs:drill-search", "logs:drill-text", "logs:drill-so-far"),
                ),
            ),
        ),
    ),
)
LOGS = Entry(
    _("Logs"),
    icon="log",
    summary=_("What happened, and what asks for an act."),
    readers=READERS,
    entries=(
        BACKUP_LOGS,
        Entry(
            _("Alarm Log"),
            "alarms:list",
            "bell",
            _("Every alarm that was ever raised, active and resolved."),
            (
                _("Narrow the list by state, level, code and date. Choose a code to read what it means."),
                _("What asks for an act now, with its repair procedure, stands in Alarming > Active Alarms."),
                _("Levels: MAJ major, MIN minor, WRN warning."),
            ),
            article="maintenance/alarms",
        ),
        Entry(
            _("Administrator's Log"),
            "logs:administrator",
            "journal",
            _("Events, one a line, newest first."),
            (
                _("Each line is an event. Cnt says how often it happened in a row."),
                _("MT BKRST029 tells of a partial backup: not all messages fitted onto the medium."),
                _("Choose an event ID to read what it means."),
            ),
            article="maintenance/logs",
        ),
        Entry(
            _("Administration History Log"),
            "history:list",
            "journal",
            _("Every change: by whom, when, from where, old and new value."),
            (
                _("Each line is a change that somebody made, in the portal, by the API, or at the shell."),
                _(
                    "Narrow the list by who, what, and when; the address keeps it, and the export "
                    "has all of it."
                ),
                _("Lines are only ever added. Nobody can change or remove one, not even an administrator."),
            ),
            addresses=("history:export", "history:export-lines"),
            article="administration/history",
        ),
    ),
)
