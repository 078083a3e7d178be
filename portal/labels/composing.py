"""Puts words below each other, and keeps count of the room."""

from dataclasses import dataclass, field

from portal.labels.drawing import Line, Mark, Text
from portal.labels.typesetting import Way, fitted, lines_of, shortened

LEADING = 1.28  # from one line to the next, in sizes
ASCENT = 0.78  # how far letters rise above the line they stand on, in sizes


@dataclass
class Column:
    """y is where the next mark's upper edge goes."""

    x: float
    y: float
    width: float
    marks: list[Mark] = field(default_factory=list)

    def words(self, words: str, size: float, *, bold: bool = False, soft: bool = False) -> None:
        """As many lines as it takes."""
        self._put(lines_of(words, size=size, width=self.width, bold=bold), size, bold=bold, soft=soft)

    def line_of_words(self, words: str, size: float, *, bold: bool = False, soft: bool = False) -> None:
        """One line, cut short when it is too long."""
        self._put([shortened(words, size, self.width, bold=bold)], size, bold=bold, soft=soft)

    def fitted(self, words: str, *ways: Way, bold: bool = False) -> None:
        """In the first way in which the words fit, as large as it allows; else in the last one, cut short."""
        for way in ways:
            size, lines, is_whole = fitted(words, way=way, width=self.width, bold=bold)
            if is_whole:
                break
        self._put(lines, size, bold=bold, soft=False)

    def space(self, height: float) -> None:
        self.y += height

    def rule(self, thickness: float = 0.3) -> None:
        self.marks.append(Line(self.x, self.y, self.x + self.width, self.y, thickness))

    def _put(self, lines: list[str], size: float, *, bold: bool, soft: bool) -> None:
        for line in lines:
            self.marks.append(Text(self.x, self.y + ASCENT * size, line, size, bold=bold, soft=soft))
            self.y += LEADING * size
