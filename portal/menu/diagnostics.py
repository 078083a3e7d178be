"""Diagnostics."""

from portal.menu.entry import READERS, Entry

DIAGNOSTICS = Entry(
    "Diagnostics",
    icon="pulse",
    summary="Whether all that a night needs is there and well.",
    readers=READERS,
    entries=(
        Entry(
            "Check Everything",
            "diagnostics:check",
            "pulse",
            "Drives, sources, programs, database, disk, clock, notices: each with what to do.",
            (
                "Press the button. All checks run side by side; each result appears as soon as it is there.",
                "What needs an act says what to do next. 'Not known' means that it could not be asked.",
                "Looking changes nothing. At a shell the same is: manage.py check_everything.",
            ),
        ),
    ),
)
