"""A report on A4 paper: sections one below the other, tables over as many pages as they take."""

from django.utils.translation import gettext_lazy as _

from portal.labels.composing import Column as Below
from portal.labels.drawing import Page, Text
from portal.labels.paper import PAPER_SIZES, Paper, Size
from portal.labels.typesetting import shortened
from portal.reports.document import Block, Document, Drawings, Facts, Section, Table, Words
from portal.reports.paper_table import put_table
from portal.reports.sheets import EDGE, Sheets

BODY, SMALL = 3.1, 2.7
INDENT = 66.0  # where what is told of a fact begins
MOST = 2_000  # letters of one fact


def pages_of(document: Document) -> tuple[Page, ...]:
    a4 = PAPER_SIZES[Paper.A4]
    size = Size(a4.height, a4.width) if document.is_landscape else a4
    sheets = Sheets(size)
    _head(sheets.column, document)
    for section in document.sections:
        _section(sheets, section)
    if document.is_signed:
        _signature(sheets)
    count = len(sheets.columns)
    return tuple(
        Page(size.width, size.height, (*column.marks, *_foot(document, size, number, count)))
        for number, column in enumerate(sheets.columns, start=1)
    )


def _head(column: Below, document: Document) -> None:
    column.line_of_words("mmbackup", 3.4, soft=True)
    column.words(str(document.title), 7, bold=True)
    column.space(1.5)
    column.rule(0.6)
    column.space(2.5)
    for title, told in document.told:
        _fact(column, str(title), told)
    column.space(1)


def _section(sheets: Sheets, section: Section) -> None:
    """Its title never stands alone at a page's foot."""
    sheets.need(26)
    sheets.column.space(3)
    sheets.column.words(str(section.title), 4.6, bold=True)
    sheets.column.space(1)
    for block in section.blocks:
        _block(sheets, block)


def _signature(sheets: Sheets) -> None:
    """Two lines to write on."""
    sheets.need(32)
    column = sheets.column
    column.space(22)
    half = column.width / 2
    for left, words in ((column.x, _("Place and date")), (column.x + half + 5, _("Signature"))):
        below = Below(left, column.y, half - 5, column.marks)
        below.rule(0.2)
        below.space(1)
        below.line_of_words(str(words), SMALL, soft=True)


def _block(sheets: Sheets, block: Block) -> None:
    match block:
        case Facts():
            for title, told in block.pairs:
                sheets.need(3 * BODY)
                _fact(sheets.column, str(title), told)
            sheets.column.space(1.5)
        case Words():
            sheets.need(4 * BODY)
            sheets.column.words(str(block.words)[:MOST], BODY)
            sheets.column.space(1.5)
        case Table():
            put_table(sheets, block)
        case Drawings():
            pass  # the table beside them tells the same


def _fact(column: Below, title: str, told: str) -> None:
    """The title on the left, what is told on the right, each as long as it takes."""
    left = Below(column.x, column.y, INDENT - 3, column.marks)
    right = Below(column.x + INDENT, column.y, column.width - INDENT, column.marks)
    left.words(title, BODY, soft=True)
    right.words(told[:MOST], BODY)
    column.y = max(left.y, right.y) + 0.4


def _foot(document: Document, size: Size, number: int, count: int) -> tuple[Text, ...]:
    y = size.height - 10
    left = " · ".join(filter(None, ("mmbackup", str(document.title), document.code)))
    kept = shortened(left, SMALL, size.width - 2 * EDGE - 30)
    return (
        Text(EDGE, y, kept, SMALL, soft=True),
        Text(
            size.width - EDGE,
            y,
            _("Page %(page)s of %(all)s") % {"page": number, "all": count},
            SMALL,
            anchor="end",
            soft=True,
        ),
    )
