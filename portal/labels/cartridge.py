"""The label for a cartridge: 63.5 by 38.1 mm."""

from portal.labels.composing import Column
from portal.labels.drawing import Code, Mark
from portal.labels.paper import LABEL_SIZES, Kind
from portal.labels.typesetting import Way
from portal.labels.words import Words

EDGE = 3.0
GAP = 2.0
CODE_SIDE = 20.0
SIZE = LABEL_SIZES[Kind.CARTRIDGE]


def cartridge_marks(words: Words) -> tuple[Mark, ...]:
    code_left = SIZE.width - EDGE - CODE_SIDE
    code = Code(code_left, EDGE, CODE_SIDE, words.code)
    return (*_head(words, code_left), *_foot(words), code)


def _head(words: Words, code_left: float) -> list[Mark]:
    column = Column(EDGE, EDGE, code_left - EDGE - GAP)
    column.fitted(words.medium, Way(5.5, 3.5, 1), Way(2.75, 2, 2), bold=True)
    column.space(0.3)
    column.fitted(words.day, Way(3.8, 3, 1), bold=True)
    column.space(0.3)
    contents = f"{words.contents}, {words.part}" if words.part else words.contents
    column.fitted(contents, Way(2.9, 2.5, 2), Way(2.35, 1.8, 3))
    return column.marks


def _foot(words: Words) -> list[Mark]:
    column = Column(EDGE, EDGE + CODE_SIDE + 1.5, SIZE.width - 2 * EDGE)
    column.rule(0.2)
    column.space(1)
    column.line_of_words(words.site, 2.7)
    column.line_of_words(words.in_short, 2.4)
    column.line_of_words(words.set_name, 2.2, soft=True)
    return column.marks
