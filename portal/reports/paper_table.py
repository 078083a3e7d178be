"""A table on paper: its head again on each sheet, its rows as high as their words take."""

from collections.abc import Iterator

from portal.labels.composing import ASCENT, LEADING
from portal.labels.drawing import Line, Text
from portal.labels.typesetting import lines_of, shortened
from portal.reports.document import Cell, Column, Table
from portal.reports.sheets import Sheets

SIZE = 2.6
GAP = 3.5  # between columns
AIR = 0.8  # above and below a row
MOST_LINES = 12  # of one cell; what is longer ends in an ellipsis
WIDEST = 1.0  # no letter is wider than its size: short words need no measuring
Set = list[list[str]]  # the lines of each cell


def put_table(sheets: Sheets, table: Table) -> None:
    if table.caption:
        sheets.need(26)  # with its head and a row: it never stands alone at a foot
        sheets.column.words(str(table.caption), SIZE, soft=True)
        sheets.column.space(0.5)
    if not table.rows:
        sheets.column.words(str(table.empty), SIZE)
        sheets.column.space(2)
        return
    grid = _Grid(sheets, table.columns)
    grid.head()
    for row in table.rows:
        grid.put(row)
    sheets.column.space(2.5)


class _Grid:
    """edges: where each column begins, and where the last one ends."""

    def __init__(self, sheets: Sheets, columns: tuple[Column, ...]) -> None:
        self._sheets, self._columns = sheets, columns
        self._edges = list(_edges(columns, sheets.column.width + GAP))
        self._titles = tuple(Cell(str(column.title)) for column in columns)

    def head(self) -> None:
        cells = self._set(self._titles, bold=True)
        self._sheets.need(2 * _height(cells) + 4)
        self._draw(cells, bold=True)

    def put(self, row: tuple[Cell, ...]) -> None:
        cells = self._set(row)
        if not self._sheets.has_room(_height(cells)):
            self._sheets.next()
            self.head()
        self._draw(cells)

    def _set(self, row: tuple[Cell, ...], *, bold: bool = False) -> Set:
        return [
            _lines(cell.words, self._edges[place + 1] - self._edges[place] - GAP, bold)
            for place, cell in enumerate(row)
        ]

    def _draw(self, cells: Set, *, bold: bool = False) -> None:
        column = self._sheets.column
        for place, lines in enumerate(cells):
            is_number = self._columns[place].is_number
            x = self._edges[place + 1] - GAP if is_number else self._edges[place]
            y = column.y + AIR + ASCENT * SIZE
            for number, line in enumerate(lines):
                where = (column.x + x, y + number * LEADING * SIZE)
                anchor = "end" if is_number else "start"
                column.marks.append(Text(*where, line, SIZE, bold=bold, anchor=anchor))
        column.space(_height(cells))
        column.marks.append(
            Line(column.x, column.y, column.x + column.width, column.y, 0.35 if bold else 0.1)
        )


def _edges(columns: tuple[Column, ...], width: float) -> Iterator[float]:
    unit = width / sum(column.share for column in columns)
    edge = 0.0
    yield edge
    for column in columns:
        edge += column.share * unit
        yield edge


def _lines(words: str, width: float, bold: bool) -> list[str]:
    if len(words) * SIZE * WIDEST <= width:
        return [words]
    longest = MOST_LINES * int(width / SIZE * 4)  # four letters in the room of the widest one
    lines = lines_of(words[:longest], size=SIZE, width=width, bold=bold)
    if len(lines) <= MOST_LINES and len(words) <= longest:
        return lines
    kept = lines[: MOST_LINES - 1]
    return [*kept, shortened(f"{lines[min(len(lines), MOST_LINES) - 1]} …", SIZE, width, bold=bold)]


def _height(cells: Set) -> float:
    return max(len(lines) for lines in cells) * LEADING * SIZE + 2 * AIR
