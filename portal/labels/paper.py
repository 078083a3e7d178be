"""What a label is cut to, and the paper it is printed on. Millimetres."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    DISC_CASE = "disc-case"
    CARTRIDGE = "cartridge"
    SHEET = "sheet"


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"
    OWN = "own"  # a label printer's: as large as the label


@dataclass(frozen=True, slots=True)
class Size:
    width: float
    height: float


# The insert of a jewel case; and labels of 63.5 by 38.1 mm, sold 21 to an A4 sheet, which fit the flat side
# of an RDX cartridge (119 by 87 mm).
LABEL_SIZES = {Kind.DISC_CASE: Size(120, 120), Kind.CARTRIDGE: Size(63.5, 38.1)}
PAPER_SIZES = {Paper.A4: Size(210, 297), Paper.LETTER: Size(215.9, 279.4)}
TITLES = {
    Kind.DISC_CASE: _("Disc case, 120 by 120 mm"),
    Kind.CARTRIDGE: _("Cartridge, 63.5 by 38.1 mm"),
    Kind.SHEET: _("Sheet with what was written"),
}
PAPER_TITLES = {Paper.A4: _("A4"), Paper.LETTER: _("Letter"), Paper.OWN: _("Label printer")}


def papers_of(kind: Kind) -> tuple[Paper, ...]:
    """A sheet needs a sheet of paper."""
    return (Paper.A4, Paper.LETTER) if kind is Kind.SHEET else tuple(Paper)


def usual_paper(time_zone: str) -> Paper:
    """Letter where it is usual."""
    return Paper.LETTER if time_zone.startswith(("America/", "US/", "Canada/")) else Paper.A4
