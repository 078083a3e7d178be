"""Verification and drills."""

from portal.menu.entry import OPERATORS, Entry

VERIFY = Entry(
    "Verify",
    "proof:verify",
    "search",
    "Read a medium whole again, and compare it with what was written.",
    (
        "Put the medium into the drive, tick the sets to read, and press Verify.",
        "Damage is told file by file, with the other media that still have each file.",
        "The medium in the drive is verified by itself when it was not read for thirty days, or as set.",
    ),
    entries=(
        Entry(
            "Verification",
            "proof:check-run",
            help=(
                "Leave the medium in the drive until the verification has ended.",
                "A damaged medium is not written any more. Make a backup onto another one.",
                "A file that lies on another medium can be restored from there.",
            ),
            listed=False,
        ),
        Entry(
            "Cancel the verification",
            "proof:check-cancel",
            help=("Sets that were read before stay as they were found.",),
            listed=False,
        ),
    ),
    actors=OPERATORS,
)
DRILLS = Entry(
    "Restore Drills",
    "proof:drills",
    "shield",
    "Prove that a backup comes back: restored for practice, compared, opened.",
    (
        "A drill restores System data and a sample of the rest, looks at every byte, and removes it again.",
        "Once a week it begins by itself, with the medium that is in the drive then.",
        "A drill that fails raises an alarm. One that finds no medium does not.",
    ),
    entries=(
        Entry(
            "Restore drill",
            "proof:drill-run",
            help=(
                "Leave the medium in the drive until the drill has ended.",
                "Each file is compared with what was saved and, if it is unchanged since, with its source.",
                "Databases, directories, sound and mail are opened as whoever uses them would.",
            ),
            listed=False,
        ),
        Entry(
            "Cancel the restore drill",
            "proof:drill-cancel",
            help=("What was restored so far is removed, and nothing is proven by it.",),
            listed=False,
        ),
    ),
    actors=OPERATORS,
)
