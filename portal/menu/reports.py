"""Reports: what the past shows, for whoever has to answer for it."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import READERS, Entry

IN_A_FILE = _("The CSV file has every row: UTF-8 with a byte order mark, as spreadsheets want it.")
REPORTS = Entry(
    _("Reports"),
    icon="report",
    summary=_("What became of the nights, what can be restored, and what an auditor asks."),
    article="maintenance/reports",
    readers=READERS,
    entries=(
        Entry(
            _("Backup History"),
            "reports:history",
            "calendar",
            _("Every night in a calendar, and how size and length went."),
            (
                _("A night is named by its morning. Full moon: full backup; half moon: partial."),
                _("Choose a day to read its log. Nights that ask for a look are listed below the calendar."),
                _("Under each drawing, 'As a table' has its figures."),
                IN_A_FILE,
            ),
            addresses=("reports:history-csv",),
        ),
        Entry(
            _("Recovery Points"),
            "reports:recovery-points",
            "restore",
            _("How far back each data type of each server can be restored, and from which medium."),
            (
                _("Last complete: the newest verified backup that holds all of it, and where its media are."),
                _("Nights to go back to counts the nights of which all of it is to be had."),
                _("Partial nights hold a part only. Not verified here: this server has not read it back."),
                IN_A_FILE,
            ),
            addresses=("reports:recovery-points-csv", "reports:recovery-points-pdf"),
        ),
        Entry(
            _("Media Report"),
            "reports:media",
            "disc",
            _("Every medium: where it is, in whose custody, how worn, and what lies on it."),
            (
                _("In custody of: who labelled, moved, inserted or ejected it last, and when."),
                _("Narrow the list by pool, status or place; files hold what the list is narrowed to."),
                _("Choose a medium to read its whole history."),
                IN_A_FILE,
            ),
            addresses=("reports:media-csv", "reports:media-pdf"),
        ),
        Entry(
            _("System Evaluation Report"),
            "reports:evaluation",
            "report",
            _("All that an auditor asks of a period, on one page to print and to sign."),
            (
                _("Choose the nights it speaks of; then print it, or take the PDF."),
                _("The digest at its end is that of its figures: sha256sum of their file says the same."),
                _("Media, keys and people are as they are now; the rest is of the period."),
            ),
            addresses=("reports:evaluation-pdf", "reports:evaluation-json"),
        ),
    ),
)
