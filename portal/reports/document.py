"""A report as its page and its paper show it: sections of facts, words and tables, all of it plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from portal.looks import Look


@dataclass(frozen=True, slots=True)
class Cell:
    """look is shown before the words, on the page alone: the words say it too. address leads from it."""

    words: str
    look: Look | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """share: of the paper's width, beside that of the others. is_tight: the page does not break its words."""

    title: str
    share: float = 1.0
    is_number: bool = False
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """empty is what is said where there is no row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "None."
    template: ClassVar[str] = "reports/table.html"


@dataclass(frozen=True, slots=True)
class Facts:
    """Each a title and what is told of it."""

    pairs: tuple[tuple[str, str], ...]
    template: ClassVar[str] = "reports/facts.html"


@dataclass(frozen=True, slots=True)
class Words:
    words: str
    template: ClassVar[str] = "reports/words.html"


Block = Table | Facts | Words


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """told stands below the title; code at the foot of each page of paper, where is_signed leaves room to."""

    title: str
    told: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    is_landscape: bool = False
    code: str = ""
    is_signed: bool = False


def row(*cells: str | Cell) -> tuple[Cell, ...]:
    return tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)


def rows(cells: Iterable[tuple[str | Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(row(*line) for line in cells)
