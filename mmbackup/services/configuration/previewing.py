"""What a configuration file would change, line by line, before anything is."""

import difflib
import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from mmbackup.engine.errors import BackupError
from mmbackup.models import Site
from mmbackup.services.configuration.export import export_configuration
from mmbackup.services.configuration.importing import import_configuration, take_in
from mmbackup.services.configuration.reading import read_configuration

CONTEXT = 3  # lines around each change


class ConfiguredMeanwhile(BackupError):
    next_step = "Look at what would change now, then take it in again."


class Sign(StrEnum):
    SAME = " "
    ADDED = "+"
    REMOVED = "-"
    GAP = "…"


@dataclass(frozen=True, slots=True)
class DiffLine:
    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class Preview:
    """seen names what is configured now; a site of None would be a new one."""

    lines: tuple[DiffLine, ...]
    seen: str
    drives_gone: tuple[str, ...]


def preview_import(*, text: str, site: Site | None, now: datetime) -> Preview:
    """By the very import, taken back again. Raise ConfigurationFaulty, with every fault."""
    configuration = read_configuration(text)
    before = export_configuration(site=site) if site else ""
    gone = _drives_gone(site, {drive.name for drive in configuration.drives})
    with transaction.atomic():
        taken = take_in(configuration, text=text, site=site, now=now)
        after = export_configuration(site=taken)
        transaction.set_rollback(True)
    return Preview(tuple(_lines(before, after)), _digest(before), gone)


def import_as_previewed(*, text: str, site: Site | None, seen: str, now: datetime) -> Site:
    """Raise ConfiguredMeanwhile when what is configured is not what the preview compared with."""
    with transaction.atomic():
        if site is not None:
            Site.objects.select_for_update().get(pk=site.pk)
        if _digest(export_configuration(site=site) if site else "") != seen:
            raise ConfiguredMeanwhile("somebody else changed the configuration meanwhile")
        return import_configuration(text=text, now=now, site=site, as_new=site is None)


def _drives_gone(site: Site | None, kept: set[str]) -> tuple[str, ...]:
    return tuple(drive.name for drive in site.drives.all() if drive.name not in kept) if site else ()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _lines(before: str, after: str) -> list[DiffLine]:
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=CONTEXT, lineterm="")
    lines = [line for line in found if not line.startswith(("---", "+++"))]
    return [
        DiffLine(Sign.GAP, "") if line.startswith("@@") else DiffLine(Sign(line[0]), line[1:])
        for line in lines
    ]
