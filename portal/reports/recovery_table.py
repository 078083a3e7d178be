"""How far back one can go, as rows of the page and as a table of paper."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mmbackup.engine.rotation.recovery import PointMedium
from mmbackup.services.morning import Level
from mmbackup.services.reports.recovery import Reach
from portal.looks import Look
from portal.reports.document import Column, Table, rows
from portal.reports.words import NOTHING, day_words, nights_words, size_words
from portal.restore.wanted import Wanted

COLUMNS = (
    Column(_("Data"), 1.7),
    Column(_("Last complete"), 1.2),
    Column(_("Media, and where"), 1.8),
    Column(_("Size"), 0.8, is_number=True),
    Column(_("Nights to go back to"), 1.7),
    Column(_("Oldest"), 1.2),
    Column(_("Partial"), 1.3),
    Column(_("Not verified here"), 1.3),
    Column(_("Out of reach"), 1.3),
)
WHOLE = Look(Level.GOOD, "moon-full", _("Complete"))
NOWHERE = Look(Level.BAD, "moon-none", _("No complete backup"))


@dataclass(frozen=True, slots=True)
class Row:
    """restore leads to the choice from the last complete backup; empty when its index is not here."""

    reach: Reach
    look: Look
    restore: str
    whole: str
    partial: str
    unverified: str
    out_of_reach: str


def rows_of(reaches: Iterable[Reach]) -> list[Row]:
    return [_row(reach) for reach in reaches]


def reach_table(reaches: Iterable[Reach]) -> Table:
    told = rows(_cells(row) for row in rows_of(reaches))
    return Table(
        "", COLUMNS, told, empty=_("No backup is known here, and nothing is configured to be saved.")
    )


def media_words(media: Iterable[PointMedium]) -> str:
    """Such as: C (Cellar), D (in vault)."""
    return ", ".join(f"{medium.name} ({medium.place})" for medium in media)


def _row(reach: Reach) -> Row:
    last = reach.last
    restore = Wanted(only=last.set_uuid).address("choose") if last and last.is_indexed else ""
    return Row(
        reach=reach,
        look=WHOLE if last else NOWHERE,
        restore=restore,
        whole=nights_words(reach.whole),
        partial=nights_words(reach.partial),
        unverified=nights_words(reach.unverified),
        out_of_reach=nights_words(reach.out_of_reach),
    )


def _cells(row: Row) -> tuple[str, ...]:
    last, whole = row.reach.last, row.reach.whole
    return (
        row.reach.title,
        day_words(last.night) if last else str(NOWHERE.word),
        media_words(last.media) if last else NOTHING,
        size_words(last.size) if last else NOTHING,
        row.whole,
        day_words(whole.oldest),
        row.partial,
        row.unverified,
        row.out_of_reach,
    )
