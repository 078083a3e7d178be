"""A report as its page and its paper show it: sections of facts, words and tables, all of it plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.looks import Look
from portal.reports.charts import Chart

Text = str | Promise  # a Promise is translated when it is shown
NONE = _("None.")


@dataclass(frozen=True, slots=True)
class Cell:
    """look is shown before the words, on the page alone: the words say it too. address leads from it."""

    words: str
    look: Look | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """share: of the paper's width, beside that of the others. is_tight: the page does not break its words."""

    title: Text
    share: float = 1.0
    is_number: bool = False
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """empty is what is said where there is no row."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: Text = NONE
    template: ClassVar[str] = "reports/table.html"


@dataclass(frozen=True, slots=True)
class Facts:
    """Each a title and what is told of it."""

    pairs: tuple[tuple[Text, str], ...]
    template: ClassVar[str] = "reports/facts.html"


@dataclass(frozen=True, slots=True)
class Words:
    words: Text
    template: ClassVar[str] = "reports/words.html"


@dataclass(frozen=True, slots=True)
class Drawings:
    """On the page alone: a table beside them tells the same."""

    charts: tuple[Chart, ...]
    template: ClassVar[str] = "reports/charts.html"


Block = Table | Facts | Words | Drawings


@dataclass(frozen=True, slots=True)
class Section:
    title: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """told stands below the title; code at the foot of each page of paper, where is_signed leaves room to."""

    title: Text
    told: tuple[tuple[Text, str], ...]
    sections: tuple[Section, ...]
    is_landscape: bool = False
    code: str = ""
    is_signed: bool = False


def row(*cells: str | Cell) -> tuple[Cell, ...]:
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)


def rows(cells: Iterable[tuple[str | Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(row(*line) for line in cells)
