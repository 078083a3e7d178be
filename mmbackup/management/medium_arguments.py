"""The words that `manage.py medium` understands."""

import argparse

from django.core.management.base import CommandParser

from mmbackup.models import Medium

AT_DRIVE = (
    ("label", "give the blank medium in the drive its name"),
    ("relabel", "give the medium in the drive another name; what lies on it is removed"),
    ("insert", "put a medium of the emulated drive's shelf into it"),
    ("protect", "switch the write protection of a medium on the shelf on, or off with --off"),
)
DECISIONS = (
    ("retire", "take it out of use; what lies on it stays"),
    ("damaged", "take it out of use; what lies on it counts as no copy"),
    ("lost", "nobody knows where it is; what lies on it counts as no copy"),
    ("use", "bring it back to use"),
)


def add_acts(parser: CommandParser) -> None:
    parser.add_argument("--drive", help="the drive's name; without it the nightly backup's drive")
    acts = parser.add_subparsers(dest="act", required=True)
    listing = acts.add_parser("list", help="what is in the drive and on its shelf, and all media")
    listing.add_argument("--pool", help="only those of a pool")
    listing.add_argument("--status", choices=Medium.Status.values, help="only those of a status")
    listing.add_argument("--find", help="only those whose name holds this")
    for act, words in AT_DRIVE:
        acts.add_parser(act, help=words).add_argument("name")
    for act in ("label", "relabel"):
        acts.choices[act].add_argument("--pool", help="without it the drive's")
    acts.add_parser(
        "format", help="make a new file system on the medium in a block device; all on it is lost"
    )
    for act in ("relabel", "format"):
        acts.choices[act].add_argument("--confirm", help="the word that is asked for otherwise")
    acts.choices["protect"].add_argument("--off", action="store_true")
    eject = acts.add_parser("eject", help="take the medium out of the drive")
    eject.add_argument("--force", action="store_true", help="the emulated drive's, even from under a backup")
    importing = acts.add_parser(
        "import", help="make known what lies on the medium in the drive, whoever wrote it"
    )
    importing.add_argument("--key-file", metavar="FILE", help="age secret keys, for encrypted backups")
    _add_decisions(acts)


def _add_decisions(acts: "argparse._SubParsersAction[CommandParser]") -> None:
    for act, words in DECISIONS:
        decision = acts.add_parser(act, help=words)
        decision.add_argument("medium", help="its name, or its identity")
        decision.add_argument("--reason", required=True, help="why; it stands in the medium's custody")
    for act, words in (
        ("show", "all that is known of a medium, and what would be lost with it"),
        ("history", "who did what to it and when, the newest first"),
        ("move", "note that it was brought to a shelf or vault"),
        ("replace-by", "by when it is to be replaced"),
    ):
        acts.add_parser(act, help=words).add_argument("medium", help="its name, or its identity")
    acts.choices["move"].add_argument("place", help="the place's name")
    acts.choices["replace-by"].add_argument("date", help="such as 2027-11-30, or never")
