"""Media and drives."""

from portal.menu.entry import ADMINISTRATORS, OPERATORS, Entry

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
MEDIA = Entry(
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
            addresses=("media:move",),
        ),
        Entry("Replace by", "media:replace-by", listed=False, actors=ADMINISTRATORS),
        Entry("Retire a medium", "media:retire", help=STATUS_HELP, listed=False, actors=ADMINISTRATORS),
        Entry("Mark a medium as damaged", "media:damaged", help=STATUS_HELP, listed=False),
        Entry("Mark a medium as lost", "media:lost", help=STATUS_HELP, listed=False),
        Entry(
            "Bring a medium back to use", "media:use", help=STATUS_HELP, listed=False, actors=ADMINISTRATORS
        ),
    ),
    actors=OPERATORS,
)
DRIVES = Entry(
    "Drives",
    "media:drives",
    "drive",
    "See what is in a drive; label, eject, insert, write-protect.",
    (
        "The picture shows the drive as it is now. Below it stands what lies on the medium.",
        "To change the medium: eject the one in the drive, then put in another one.",
        "A blank medium gets its label here. For one that holds data, type its name first.",
        "A write-protected medium is read, but never written. Take the protection off before the night.",
    ),
    entries=(
        Entry(
            "Eject the medium",
            "media:eject",
            help=("A backup that loses its medium fails. Wait for its end if you can.",),
            listed=False,
        ),
        Entry(
            "Label a medium anew",
            "media:relabel",
            help=ERASING_HELP,
            listed=False,
            actors=ADMINISTRATORS,
            asks_again=True,
        ),
        Entry(
            "Format a medium",
            "media:format",
            help=ERASING_HELP,
            listed=False,
            actors=ADMINISTRATORS,
            asks_again=True,
        ),
        Entry("Import a medium", "media:import", listed=False, actors=ADMINISTRATORS),
        Entry(
            "Import with a key",
            "media:import-key",
            help=(
                "Paste the secret key, or choose its file; the paper key's text may be typed.",
                "It goes to this one import, is kept in memory only, and forgotten at its end.",
                "At a shell the same is done by: python manage.py medium import --key-file FILE",
            ),
            listed=False,
            actors=ADMINISTRATORS,
        ),
        Entry(
            "At work at the drive",
            "media:act",
            help=(
                "The worker on the drive's host does what was asked. The page follows it by itself.",
                "If nobody takes it within two minutes, it is given up, and nothing was changed.",
            ),
            listed=False,
            addresses=("media:act-json",),
        ),
    ),
    actors=OPERATORS,
    addresses=("media:insert", "media:protect", "media:look", "media:label"),
)
