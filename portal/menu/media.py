"""Media and drives."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import ADMINISTRATORS, OPERATORS, Entry

STATUS_HELP = (
    _("The list shows what could no longer be restored, or only from an older backup."),
    _("Give the reason in a few words: it stands on the medium's page and in its custody."),
    _("Nothing on the medium itself is changed, and you may take the decision back."),
)
ERASING_HELP = (
    _("What is in the drive is shown first. All of it is removed when you go on."),
    _("Type the word exactly as it stands. It is checked against the medium that is in the drive then."),
    _("To keep what lies on it, take the medium out and put in another one."),
)
MEDIA = Entry(
    _("Media"),
    "media:inventory",
    "disc",
    _("Every medium: where it is, how it fares, what lies on it, and who moved it."),
    (
        _("Narrow the list by pool, status or place, or find a name. A head sorts by its column."),
        _("Choose a medium to see what would be lost with it, and who brought it where."),
        _("Writable and full media take part in the rotation; damaged and retired ones do not."),
    ),
    entries=(
        Entry(
            _("Medium"),
            "media:medium",
            help=(
                _("'If this medium is lost' tells what could no longer be restored without it."),
                _("When you bring it somewhere, note it here: the custody shows who did, and when."),
                _("After its replace-by date no backup goes onto it, unless you set a later one."),
            ),
            listed=False,
            addresses=("media:move",),
        ),
        Entry(_("Replace by"), "media:replace-by", listed=False, actors=ADMINISTRATORS),
        Entry(_("Retire a medium"), "media:retire", help=STATUS_HELP, listed=False, actors=ADMINISTRATORS),
        Entry(_("Mark a medium as damaged"), "media:damaged", help=STATUS_HELP, listed=False),
        Entry(_("Mark a medium as lost"), "media:lost", help=STATUS_HELP, listed=False),
        Entry(
            _("Bring a medium back to use"),
            "media:use",
            help=STATUS_HELP,
            listed=False,
            actors=ADMINISTRATORS,
        ),
    ),
    actors=OPERATORS,
    article="maintenance/media",
)
DRIVES = Entry(
    _("Drives"),
    "media:drives",
    "drive",
    _("See what is in a drive; label, eject, insert, write-protect."),
    (
        _("The picture shows the drive as it is now. Below it stands what lies on the medium."),
        _("To change the medium: eject the one in the drive, then put in another one."),
        _("A blank medium gets its label here. For one that holds data, type its name first."),
        _("A write-protected medium is read, but never written. Take the protection off before the night."),
    ),
    entries=(
        Entry(
            _("Eject the medium"),
            "media:eject",
            help=(_("A backup that loses its medium fails. Wait for its end if you can."),),
            listed=False,
        ),
        Entry(
            _("Label a medium anew"),
            "media:relabel",
            help=ERASING_HELP,
            listed=False,
            actors=ADMINISTRATORS,
            asks_again=True,
        ),
        Entry(
            _("Format a medium"),
            "media:format",
            help=ERASING_HELP,
            listed=False,
            actors=ADMINISTRATORS,
            asks_again=True,
        ),
        Entry(_("Import a medium"), "media:import", listed=False, actors=ADMINISTRATORS),
        Entry(
            _("Import with a key"),
            "media:import-key",
            help=(
                _("Paste the secret key, or choose its file; the paper key's text may be typed."),
                _("It goes to this one import, is kept in memory only, and forgotten at its end."),
                _("At a shell the same is done by: python manage.py medium import --key-file FILE"),
            ),
            listed=False,
            actors=ADMINISTRATORS,
        ),
        Entry(
            _("At work at the drive"),
            "media:act",
            help=(
                _("The worker on the drive's host does what was asked. The page follows it by itself."),
                _("If nobody takes it within two minutes, it is given up, and nothing was changed."),
            ),
            listed=False,
        ),
    ),
    actors=OPERATORS,
    addresses=("media:insert", "media:protect", "media:look", "media:label"),
    article="maintenance/drives",
)
