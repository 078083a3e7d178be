"""Verification and drills."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import OPERATORS, Entry

VERIFY = Entry(
    _("Verify"),
    "proof:verify",
    "search",
    _("Read a medium whole again, and compare it with what was written."),
    (
        _("Put the medium into the drive, tick the sets to read, and press Verify."),
        _("Damage is told file by file, with the other media that still have each file."),
        _("The medium in the drive is verified by itself when it was not read for thirty days, or as set."),
    ),
    entries=(
        Entry(
            _("Verification"),
            "proof:check-run",
            help=(
                _("Leave the medium in the drive until the verification has ended."),
                _("A damaged medium is not written any more. Make a backup onto another one."),
                _("A file that lies on another medium can be restored from there."),
            ),
            listed=False,
        ),
        Entry(
            _("Cancel the verification"),
            "proof:check-cancel",
            help=(_("Sets that were read before stay as they were found."),),
            listed=False,
        ),
    ),
    actors=OPERATORS,
    article="maintenance/verify",
)
DRILLS = Entry(
    _("Restore Drills"),
    "proof:drills",
    "shield",
    _("Prove that a backup comes back: restored for practice, compared, opened."),
    (
        _(
            "A drill restores System data and a sample of the rest, looks at every byte, and "
            "removes it again."
        ),
        _("Once a week it begins by itself, with the medium that is in the drive then."),
        _("A drill that fails raises an alarm. One that finds no medium does not."),
    ),
    entries=(
        Entry(
            _("Restore drill"),
            "proof:drill-run",
            help=(
                _("Leave the medium in the drive until the drill has ended."),
                _(
                    "Each file is compared with what was saved and, if it is unchanged since, with "
                    "its source."
                ),
                _("Databases, directories, sound and mail are opened as whoever uses them would."),
            ),
            listed=False,
        ),
        Entry(
            _("Cancel the restore drill"),
            "proof:drill-cancel",
            help=(_("What was restored so far is removed, and nothing is proven by it."),),
            listed=False,
        ),
    ),
    actors=OPERATORS,
    article="maintenance/drills",
)
