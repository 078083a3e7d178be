"""The recovery points as a page shows them: what each backup could bring back, and where its media are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mmbackup.engine.rotation.facts import What
from mmbackup.services.morning import Level
from mmbackup.services.restore.recovery_points import Point, RecoveryTable, last_complete_words
from portal.looks import Look, count_of_files
from portal.restore.wanted import Wanted

Titles = Mapping[What, str]  # in the order of a table's columns
NOTHING = Look(Level.UNKNOWN, "moon-none", gettext_lazy("Nothing"))
WHOLE = Look(Level.GOOD, "moon-full", gettext_lazy("Whole"))
CLAIMED = Look(Level.WARNING, "moon-unknown", gettext_lazy("Not verified here yet"))  # its medium says it was


@dataclass(frozen=True, slots=True)
class Newest:
    """Where a data type of a server is to be had whole. at is None where no backup holds it so."""

    title: str
    words: str
    at: datetime | None
    address: str


@dataclass(frozen=True, slots=True)
class PointCell:
    """detail: how much of it, where it is not all."""

    title: str
    look: Look
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    """address leads to the choice as of this backup; it is empty when nothing can be taken from it yet.

    alone leads to the choice from this backup alone, where that is another one.
    """

    point: Point
    address: str
    alone: str
    cells: tuple[PointCell, ...]
    states: tuple[Look, ...]


def newest_of(table: RecoveryTable) -> list[Newest]:
    return [_newest(table, what) for what in table.what]


def row_of(point: Point, titles: Titles) -> Row:
    cells = tuple(_cell(point, one, title) for one, title in titles.items())
    alone = Wanted(only=point.set_uuid).address("choose") if point.is_indexed else ""
    address = _address(point) if point.is_indexed else ""
    return Row(point, address, "" if point.is_sure else alone, cells, tuple(_states(point)))


def stranger_of(point: Point) -> Row:
    """Of another site: there is nothing but itself that it could be restored with."""
    row = row_of(point, titles_of((cell.data_type, cell.server) for cell in point.cells))
    return replace(row, address=Wanted(only=point.set_uuid).address("choose"), alone="")


def titles_of(whats: Iterable[What]) -> Titles:
    """Once for all the rows of a page."""
    return {what: title_of(what) for what in whats}


def title_of(what: What) -> str:
    return _("%(kind)s of %(server)s") % {"kind": what[0].title, "server": what[1]}


def _newest(table: RecoveryTable, what: What) -> Newest:
    point = table.last_whole(*what)
    words = _("no backup holds all of it")
    if point:
        words = _("last complete %(when)s") % {"when": last_complete_words(point)}
    return Newest(title_of(what), words, point.at if point else None, _address(point) if point else "")


def _address(point: Point) -> str:
    """As of the minute after it began, as addresses name minutes."""
    minute = localtime(point.at).replace(second=0, microsecond=0)
    return Wanted(minute if minute == point.at else minute + timedelta(minutes=1)).address("choose")


def _cell(point: Point, what: What, title: str) -> PointCell:
    cell = point.cell(*what)
    if cell is None or not (cell.saved_files or cell.size):
        return PointCell(title, NOTHING, "")
    if cell.is_whole:
        return PointCell(title, WHOLE, count_of_files(cell.saved_files))
    words = {"saved": f"{cell.saved_files:,}", "files": f"{cell.files:,}"}
    partly = Look(Level.WARNING, "moon-half", _("Partly"))
    return PointCell(title, partly, _("%(saved)s of %(files)s files") % words)


def _states(point: Point) -> Iterator[Look]:
    """What is to be known of it before one counts on it; nothing where all is well."""
    for medium in point.media:
        if medium.trouble:
            words = {"name": medium.name, "trouble": medium.trouble}
            yield Look(Level.BAD, "warning", _("%(name)s is %(trouble)s") % words)
    errors = ngettext("%(count)s error", "%(count)s errors", point.errors) % {"count": f"{point.errors:,}"}
    for is_so, look in (
        (point.damage, Look(Level.BAD, "warning", _("Damage found"))),
        (point.is_claimed and not point.is_verified, CLAIMED),
        (not (point.is_verified or point.is_claimed), Look(Level.BAD, "moon-flawed", _("Never verified"))),
        (not point.is_finished, Look(Level.WARNING, "moon-half", _("Unfinished set"))),
        (point.errors, Look(Level.WARNING, "moon-flawed", errors)),
        (point.is_encrypted, Look(Level.UNKNOWN, "lock", _("Needs a key"))),
        (not point.is_indexed, Look(Level.WARNING, "moon-unknown", _("Not indexed"))),
    ):
        if is_so:
            yield look
