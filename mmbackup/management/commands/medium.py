"""`manage.py medium`: see the media, label, insert, eject, write-protect."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from humanize import naturalsize

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive
from mmbackup.services.label_medium import label_medium
from mmbackup.services.look_into_drive import look_into_drive
from mmbackup.services.shelf import (
    eject_medium,
    has_shelf,
    insert_medium,
    list_media,
    protect_medium,
)
from mmbackup.services.site import drive_of, the_site


class Command(BaseCommand):
    help = "List the media; label, insert, eject or write-protect one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drive", help="the drive's name; without it the nightly backup's drive")
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="what is in the drive, and on its shelf")
        acts.add_parser("eject", help="take the medium out")
        for act, words in (
            ("label", "give the blank medium in the drive its name"),
            ("insert", "put a medium of the shelf into the drive"),
            ("protect", "switch a medium's write protection on, or off with --off"),
        ):
            acts.add_parser(act, help=words).add_argument("name")
        acts.choices["protect"].add_argument("--off", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        drive = _find_drive(options["drive"])
        try:
            self._act(drive, options, timezone.now())
        except BackupError as error:
            raise CommandError(f"{error}.") from error

    def _act(self, drive: Drive, options: dict[str, Any], now: datetime) -> None:
        name = options.get("name", "")
        match options["act"]:
            case "list":
                self._list(drive)
            case "label":
                identity = label_medium(drive=drive, name=name, now=now)
                self.stdout.write(f"Labelled {identity.name}, pool {identity.pool}.")
            case "insert":
                insert_medium(drive=drive, name=name, now=now)
                self.stdout.write(f"{name} is in {drive.name}.")
            case "eject":
                eject_medium(drive=drive, now=now)
                self.stdout.write(f"{drive.name} is empty.")
            case "protect":
                protect_medium(drive=drive, name=name, on=not options["off"], now=now)
                self.stdout.write(f"Write protection of {name} is {'off' if options['off'] else 'on'}.")

    def _list(self, drive: Drive) -> None:
        look = look_into_drive(drive=drive)
        self.stdout.write(f"{drive.name}: {look.state} {look.name} {look.problem}".rstrip())
        for backup_set in look.sets:
            proof = "verified" if backup_set.verification else "not verified"
            self.stdout.write(f"  {backup_set.name}  {naturalsize(backup_set.size)}  {proof}")
        if not has_shelf(drive=drive):
            return
        self.stdout.write("Shelf:")
        for medium in list_media(drive=drive):
            marks = [mark for mark, holds in _marks(medium.loaded, medium.write_protected) if holds]
            used = f"{naturalsize(medium.used)} of {naturalsize(medium.capacity)} used"
            self.stdout.write(f"  {medium.name}  {used}  {', '.join(marks)}".rstrip())


def _marks(loaded: bool, write_protected: bool) -> tuple[tuple[str, bool], ...]:
    return (("in the drive", loaded), ("write-protected", write_protected))


def _find_drive(name: str | None) -> Drive:
    site = the_site()
    if site is None:
        raise CommandError("No site is configured yet: python manage.py config import site.toml")
    drive = site.drives.filter(name=name).first() if name else drive_of(site=site)
    if drive is None:
        raise CommandError(f"There is no drive named {name}." if name else "No drive is configured.")
    return drive
