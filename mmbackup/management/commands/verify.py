"""`manage.py verify`: reads the sets on the medium in the drive whole, in the foreground."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from mmbackup.management.acting_command import ActingCommand
from mmbackup.management.proof_run import USAGE, add_drive, see_through, site_and_drive
from mmbackup.management.whoami import whoami
from mmbackup.models import BackupSet, Site
from mmbackup.services.proof.request import queue_check


class Command(ActingCommand):
    help = (
        "Read the backup sets on the medium in the drive whole, and compare them with what was written. "
        "Damage is told file by file, with the other media that have the file. The last line is the verdict. "
        "Exit status: 0 all as written, 1 failed, 2 wrong usage, 4 damage was found."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sets", nargs="*", metavar="SET", help="names of sets; without any all of them")
        add_drive(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        site, drive = site_and_drive(options)
        sets = [_named(site, name) for name in options["sets"]]
        uuids = tuple(one.uuid for one in sets)
        see_through(self, lambda: queue_check(drive=drive, by=whoami(), now=timezone.now(), sets=uuids))


def _named(site: Site, name: str) -> BackupSet:
    found = BackupSet.objects.filter(medium__site=site, name=name, removed_at__isnull=True).first()
    if found is None:
        raise CommandError(f"No set named {name} is known here: see manage.py medium list.", returncode=USAGE)
    return found
