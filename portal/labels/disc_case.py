"""The label for a disc's case: an insert of 120 by 120 mm."""

from portal.labels.composing import Column
from portal.labels.drawing import Code, Line, Mark, Text
from portal.labels.paper import LABEL_SIZES, Kind
from portal.labels.typesetting import Way
from portal.labels.words import Words

EDGE = 7.0
SIDE = LABEL_SIZES[Kind.DISC_CASE].width
CODE_SIDE = 32.0
FOOT = SIDE - EDGE - CODE_SIDE  # where the code and the facts beside it begin


def disc_case_marks(words: Words) -> tuple[Mark, ...]:
    return (*_head(words), *_foot(words))


def _head(words: Words) -> list[Mark]:
    column = Column(EDGE, EDGE, SIDE - 2 * EDGE)
    column.line_of_words(words.site, 4.2, soft=True)
    column.space(1.5)
    column.rule(0.6)
    column.space(4)
    column.fitted(words.medium, Way(16, 8, 1), Way(8, 4, 2), bold=True)
    column.space(2.5)
    column.fitted(words.day, Way(9, 6, 1), bold=True)
    column.space(1)
    column.fitted(words.contents, Way(6, 4.5, 3), Way(4.5, 3.5, 4))
    if words.part:
        column.line_of_words(words.part, 5, bold=True)
    return column.marks


def _foot(words: Words) -> list[Mark]:
    code_left = SIDE - EDGE - CODE_SIDE
    facts = Column(EDGE, FOOT + 1, code_left - EDGE - 5)
    for title, value in words.facts:
        facts.line_of_words(title, 2.7, soft=True)
        facts.line_of_words(value, 3.6)
        facts.space(0.7)
    foot: list[Mark] = [Line(EDGE, FOOT - 4, SIDE - EDGE, FOOT - 4, 0.3), *facts.marks]
    maker = Text(EDGE, SIDE - EDGE, "mmbackup", 2.7, soft=True)
    return [*foot, maker, Code(code_left, FOOT, CODE_SIDE, words.code)]
