"""Making backups: the morning's swap, by hand, attended, and by schedule."""

from django.utils.translation import gettext_lazy as _

from portal.menu.entry import OPERATORS, Entry

SWAP = Entry(
    _("Morning Swap"),
    "swap:swap",
    "sunrise",
    _("The morning's work, step by step: verdict, medium out, label, store, the next one in."),
    (
        _("Follow the steps from the top. What is done has its check mark; the page notices by itself."),
        _("Any medium that tonight accepts will do. The one whose turn it is stands first."),
        _("When the last step says 'accepted for tonight', you are done until tomorrow."),
    ),
    entries=(
        Entry(
            _("Label"),
            "labels:label",
            help=(
                _("Choose what to print, and on which paper. Print at 100 %, not 'fit to page'."),
                _("Labels on A4 or Letter have lines to cut along."),
                _("The QR code leads to the medium's page, and names medium and backup set."),
            ),
            listed=False,
            addresses=("labels:pdf", "labels:scanned"),
        ),
    ),
    article="getting-started/morning",
    actors=OPERATORS,
    addresses=("swap:state", "swap:eject", "swap:store", "swap:insert", "swap:look-ahead", "swap:make-up"),
)
NOW = Entry(
    _("Back Up Now"),
    "backup:now",
    "play",
    _("Save everything onto the medium in the drive, now."),
    (
        (
            _(
                "A backup by hand saves the same data as the nightly one, onto the medium in the drive, "
                "and reads it back."
            )
        ),
        _("It does not replace the nightly backup: that starts at its time, whatever happened by day."),
        _("Once started you may leave the page. The backup goes on, and its log waits for you."),
    ),
    entries=(
        Entry(
            _("Backup in progress"),
            "backup:progress",
            help=(
                _("The page follows the backup by itself. You may leave it: the backup goes on."),
                _("Leave the medium in the drive until the backup has ended."),
                (
                    _(
                        "The last phase reads everything back from the medium. "
                        "Only then may the log say 'successfully'."
                    )
                ),
            ),
            listed=False,
            addresses=("backup:progress-json",),
        ),
        Entry(
            _("Cancel the backup"),
            "backup:cancel",
            help=(
                _("A cancelled backup counts as failed: an alarm asks for another one."),
                (
                    _(
                        "Earlier backups on the medium stay as they are, "
                        "unless one had to make room for this backup."
                    )
                ),
            ),
            listed=False,
        ),
    ),
    article="maintenance/back-up-now",
    actors=OPERATORS,
)
ATTENDED = Entry(
    _("Attended Backup"),
    "attended:choose",
    "tag",
    _("Save what you choose over as many media as it takes, with somebody there to change them."),
    (
        _("Choose servers and data types. The page says how many media that is likely to take."),
        (
            _(
                "Each medium is filled, read back, and put out; then the next one is asked for. "
                "Any medium of the pool will do that is not protected and holds no part of this backup."
            )
        ),
        (
            _(
                "You may leave in between. The backup waits, and goes on by itself when the next "
                "medium is put in."
            )
        ),
    ),
    entries=(
        Entry(
            _("Attended backup"),
            "attended:run",
            help=(
                _("Leave the medium in the drive while a part is written and read back."),
                (
                    _(
                        "When the next medium is asked for, put it into the drive: the backup goes on by "
                        "itself. If it does not, press Continue."
                    )
                ),
                _("A medium that will not do is left as it is, and the page says why."),
            ),
            listed=False,
            addresses=("attended:progress-json", "attended:continue", "attended:insert", "attended:eject"),
        ),
        Entry(
            _("Cancel the attended backup"),
            "attended:cancel",
            help=(
                _("The parts that are finished stay on their media, marked as an unfinished set."),
                _("Each can be restored by itself; what was still to be saved is not in them."),
            ),
            listed=False,
        ),
    ),
    article="maintenance/attended",
    actors=OPERATORS,
    addresses=("attended:count", "attended:estimate-json"),
)
