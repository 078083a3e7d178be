"""`manage.py medium`: the inventory; what is done at a drive; what is decided about a medium."""

import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

from mmbackup.engine.errors import BackupError
from mmbackup.management.acting_command import ActingCommand
from mmbackup.management.medium_arguments import add_acts
from mmbackup.management.medium_at_drive import do_at_drive, format_medium, relabel
from mmbackup.management.medium_import import import_from
from mmbackup.management.medium_listing import drive_lines, history_lines, inventory_lines, medium_lines
from mmbackup.management.site_argument import add_site, site_meant
from mmbackup.management.whoami import whoami
from mmbackup.models import Drive, DriveAct, Medium, Place, Site
from mmbackup.services.drives.shelf import eject_medium, insert_medium, protect_medium
from mmbackup.services.media.medium_life import back_to_use, mark_damaged, mark_lost, retire_medium
from mmbackup.services.media.places import move_medium
from mmbackup.services.media.replace_by import set_replace_by
from mmbackup.services.site import drive_of

STATUSES = {"retire": retire_medium, "damaged": mark_damaged, "lost": mark_lost, "use": back_to_use}
USAGE, WITH_ERRORS = 2, 4
Act = Callable[[Site, dict[str, Any]], None]


class Command(ActingCommand):
    help = "List the media and look after them; label, insert or eject the one in a drive."

    def add_arguments(self, parser: CommandParser) -> None:
        add_site(parser)
        add_acts(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        site = site_meant(options)
        try:
            self._acts().get(options["act"], self._change_status)(site, options)
        except BackupError as error:
            raise CommandError(f"{error}. {error.next_step}") from error

    def _acts(self) -> dict[str, Act]:
        """All but the four that change a medium's status."""
        return {
            "list": self._list,
            "label": self._label,
            "relabel": self._relabel,
            "format": self._format,
            "import": self._import,
            "insert": self._insert,
            "eject": self._eject,
            "protect": self._protect,
            "show": self._show,
            "history": self._history,
            "move": self._move,
            "replace-by": self._replace_by,
        }

    def _list(self, site: Site, options: dict[str, Any]) -> None:
        if not (options["pool"] or options["status"] or options["find"]):
            self._print(drive_lines(_drive(site, options)))
        asked = {"pool": options["pool"], "status": options["status"], "name__icontains": options["find"]}
        narrowing = {key: value for key, value in asked.items() if value}
        media = list(Medium.objects.filter(site=site, **narrowing).select_related("last_drive"))
        self.stdout.write(f"Media: {len(media):,}")
        self._print(inventory_lines(media) if media else ())

    def _label(self, site: Site, options: dict[str, Any]) -> None:
        arguments = {"name": options["name"], "pool": options["pool"] or ""}
        self.stdout.write(do_at_drive(_drive(site, options), DriveAct.Verb.LABEL, arguments))

    def _relabel(self, site: Site, options: dict[str, Any]) -> None:
        drive, name, pool = _drive(site, options), options["name"], options["pool"] or ""
        self.stdout.write(relabel(drive, name, pool, options["confirm"], self.stdout.write))

    def _format(self, site: Site, options: dict[str, Any]) -> None:
        drive = _drive(site, options)
        self.stdout.write(format_medium(drive, options["confirm"], self.stdout.write))

    def _import(self, site: Site, options: dict[str, Any]) -> None:
        is_whole = import_from(_drive(site, options), options["key_file"], self.stdout.write)
        if not is_whole:
            sys.exit(WITH_ERRORS)

    def _insert(self, site: Site, options: dict[str, Any]) -> None:
        drive, name = _drive(site, options), options["name"]
        insert_medium(drive=drive, name=name, now=timezone.now(), by=whoami())
        self.stdout.write(f"{name} is in {drive.name}.")

    def _eject(self, site: Site, options: dict[str, Any]) -> None:
        drive = _drive(site, options)
        if options["force"]:
            eject_medium(drive=drive, now=timezone.now(), by=whoami())
        self.stdout.write(do_at_drive(drive, DriveAct.Verb.EJECT))

    def _protect(self, site: Site, options: dict[str, Any]) -> None:
        name, on = options["name"], not options["off"]
        protect_medium(drive=_drive(site, options), name=name, on=on, now=timezone.now())
        self.stdout.write(f"Write protection of {name} is {'on' if on else 'off'}.")

    def _show(self, site: Site, options: dict[str, Any]) -> None:
        self._print(medium_lines(_medium(site, options["medium"])))

    def _history(self, site: Site, options: dict[str, Any]) -> None:
        self._print(history_lines(_medium(site, options["medium"])))

    def _change_status(self, site: Site, options: dict[str, Any]) -> None:
        medium, reason = _medium(site, options["medium"]), options["reason"]
        change = STATUSES[options["act"]]
        if not change(medium=medium, reason=reason, by=whoami(), now=timezone.now()):
            self.stdout.write(f"Nothing was changed: {medium.name} was so already.")
            return
        self._print(medium_lines(_medium(site, str(medium.uuid))))

    def _move(self, site: Site, options: dict[str, Any]) -> None:
        medium = _medium(site, options["medium"])
        place = Place.objects.filter(site=site, name=options["place"]).first()
        if place is None:
            known = ", ".join(site.places.values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no place named {options['place']}; known: {known}.")
        move_medium(medium=medium, place=place, by=whoami(), now=timezone.now())
        self.stdout.write(f"{medium.name} is in {place.name}.")

    def _replace_by(self, site: Site, options: dict[str, Any]) -> None:
        medium, day = _medium(site, options["medium"]), _day(options["date"])
        set_replace_by(medium=medium, day=day, by=whoami(), now=timezone.now())
        self.stdout.write(f"Replace {medium.name} by: {day or 'never'}.")

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _day(text: str) -> date | None:
    try:
        return None if text == "never" else date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is no date such as 2027-11-30, nor never.", returncode=USAGE) from error


def _drive(site: Site, options: dict[str, Any]) -> Drive:
    name = options["drive"]
    drive = site.drives.filter(name=name).first() if name else drive_of(site=site)
    if drive is None:
        raise CommandError(f"There is no drive named {name}." if name else "No drive is configured.")
    return drive


def _medium(site: Site, text: str) -> Medium:
    """By its name, or by its identity where two have one name."""
    media = Medium.objects.filter(site=site).select_related("last_drive", "site")
    found = list(media.filter(Q(name=text) | Q(uuid=_uuid(text))) if _uuid(text) else media.filter(name=text))
    if not found:
        raise CommandError(f"There is no medium named {text}.")
    if len(found) > 1:
        told = "; ".join(f"{medium.uuid} ({medium.status}, {medium.place})" for medium in found)
        raise CommandError(f"Several media are named {text}: give an identity instead: {told}.")
    return found[0]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
