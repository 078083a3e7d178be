"""A label on its paper: with cutting lines on a sheet, alone on a label printer's."""

from collections.abc import Callable
from dataclasses import replace

from mmbackup.services.media.printed_label import LabelFacts
from portal.labels.cartridge import cartridge_marks
from portal.labels.disc_case import disc_case_marks
from portal.labels.drawing import Code, Frame, Line, Mark, Page, Text
from portal.labels.paper import LABEL_SIZES, PAPER_SIZES, Kind, Paper, Size
from portal.labels.qr import address_of, modules_of
from portal.labels.sheet import sheet_pages
from portal.labels.words import Words, words_of

MARGIN = 15.0
CUT = 5.0  # how long a cutting line is, and how far it stays off the label
_MARKS: dict[Kind, Callable[[Words], tuple[Mark, ...]]] = {
    Kind.DISC_CASE: disc_case_marks,
    Kind.CARTRIDGE: cartridge_marks,
}


def pages_of(facts: LabelFacts, *, kind: Kind, paper: Paper, portal: str) -> tuple[Page, ...]:
    """portal is the address at which the QR code finds it."""
    code = modules_of(address_of(portal=portal, medium=facts.medium, backup_set=facts.backup_set))
    if kind is Kind.SHEET:
        return sheet_pages(facts, code, PAPER_SIZES[paper])
    marks, label = _MARKS[kind](words_of(facts, code)), LABEL_SIZES[kind]
    if paper is Paper.OWN:
        return (Page(label.width, label.height, marks),)
    sheet = PAPER_SIZES[paper]
    left = (sheet.width - label.width) / 2
    moved = tuple(_moved(mark, left, MARGIN + CUT) for mark in marks)
    return (Page(sheet.width, sheet.height, (*moved, *_cutting_lines(left, MARGIN + CUT, label))),)


def _moved(mark: Mark, right: float, down: float) -> Mark:
    if isinstance(mark, Line):
        return Line(mark.x + right, mark.y + down, mark.to_x + right, mark.to_y + down, mark.thickness)
    moved: Text | Frame | Code = replace(mark, x=mark.x + right, y=mark.y + down)
    return moved


def _cutting_lines(left: float, top: float, size: Size) -> tuple[Mark, ...]:
    right, foot = left + size.width, top + size.height
    beside = [
        Line(x, y, x + (CUT - 1) * way, y, 0.1)
        for y in (top, foot)
        for x, way in ((left - 1, -1), (right + 1, 1))
    ]
    above = [
        Line(x, y, x, y + (CUT - 1) * way, 0.1)
        for x in (left, right)
        for y, way in ((top - 1, -1), (foot + 1, 1))
    ]
    return (Frame(left, top, size.width, size.height, 0.15), *beside, *above)
