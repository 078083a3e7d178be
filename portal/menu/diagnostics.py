"""Diagnostics."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import READERS, Entry

DIAGNOSTICS = Entry(
    _("Diagnostics"),
    icon="pulse",
    summary=_("Whether all that a night needs is there and well."),
    readers=READERS,
    article="maintenance/diagnostics",
    entries=(
        Entry(
            _("Check Everything"),
            "diagnostics:check",
            "pulse",
            _("Drives, sources, programs, database, disk, clock, notices: each with what to do."),
            (
                _(
                    "Press the button. All checks run side by side; each result appears as soon as "
                    "it is there."
                ),
                _("What needs an act says what to do next. 'Not known' means that it could not be asked."),
                _("Looking changes nothing. At a shell the same is: manage.py check_everything."),
            ),
        ),
    ),
)
