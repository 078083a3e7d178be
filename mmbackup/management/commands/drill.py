"""`manage.py drill`: a restore drill with the medium in the drive, in the foreground."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from mmbackup.management.acting_command import ActingCommand
from mmbackup.management.proof_run import add_drive, see_through, site_and_drive
from mmbackup.management.whoami import whoami
from mmbackup.services.proof.request import queue_drill


class Command(ActingCommand):
    help = (
        "Restore System data and a sample of the rest from the medium in the drive into a scratch folder, "
        "compare and open what came back, and remove it. The last line is the verdict. "
        "Exit status: 0 proven, 1 failed or not done, 2 wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_drive(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        _site, drive = site_and_drive(options)
        see_through(self, lambda: queue_drill(drive=drive, by=whoami(), now=timezone.now()))
