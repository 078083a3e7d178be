"""Making backups: the morning's swap, by hand, attended, and by schedule."""

from portal.menu.entry import OPERATORS, Entry

SWAP = Entry(
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
            addresses=("labels:pdf", "labels:scanned"),
        ),
    ),
    actors=OPERATORS,
    addresses=("swap:state", "swap:eject", "swap:store", "swap:insert", "swap:look-ahead", "swap:make-up"),
)
NOW = Entry(
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
            addresses=("backup:progress-json",),
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
    actors=OPERATORS,
)
ATTENDED = Entry(
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
        ("You may leave in between. The backup waits, and goes on by itself when the next medium is put in."),
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
            addresses=("attended:progress-json", "attended:continue", "attended:insert", "attended:eject"),
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
    actors=OPERATORS,
    addresses=("attended:count", "attended:estimate-json"),
)
