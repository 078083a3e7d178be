"""The sheet's table: server, data type, files, bytes, and what was left out."""

from collections.abc import Iterator

import humanize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mmbackup.services.media.printed_label import LabelRow
from portal.labels.composing import ASCENT, Column
from portal.labels.drawing import Line, Text
from portal.labels.typesetting import shortened

ROW = 6.2
SIZE = 3.6
TITLES = (_("Server"), _("Data type"), _("Files"), _("Data"), _("Left out"))
IN_ALL = _("In all")


class Table:
    """The first two columns hold words, the others figures, which stand on the right."""

    def __init__(self, rows: tuple[LabelRow, ...], width: float) -> None:
        self._rows = rows
        self._edges = (0.0, width * 0.27, width * 0.64, width * 0.83, width)

    def head(self, column: Column) -> None:
        self.put(column, tuple(map(str, TITLES)), bold=True)
        column.marks.append(Line(column.x, column.y - 1, column.x + column.width, column.y - 1, 0.3))
        column.space(1)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Followed by their sum."""
        for row in self._rows:
            yield _cells(row.server, row.data_type, row.files, row.size, row.left_out)
        files, size = sum(row.files for row in self._rows), sum(row.size for row in self._rows)
        missing = [row.left_out for row in self._rows]
        left_out = None if None in missing else sum(filter(None, missing))
        yield _cells(str(IN_ALL), "", files, size, left_out)

    def put(self, column: Column, cells: tuple[str, ...], *, bold: bool = False) -> None:
        bold = bold or cells[0] == str(IN_ALL)
        y = column.y + ASCENT * SIZE
        for place, words in enumerate(cells[:2]):
            room = self._edges[place + 1] - self._edges[place] - 3
            kept = shortened(words, SIZE, room, bold=bold)
            column.marks.append(Text(column.x + self._edges[place], y, kept, SIZE, bold=bold))
        for edge, words in zip(self._edges[2:], cells[2:], strict=True):
            column.marks.append(Text(column.x + edge, y, words, SIZE, bold=bold, anchor="end"))
        column.space(ROW)


def _cells(server: str, data_type: str, files: int, size: int, left_out: int | None) -> tuple[str, ...]:
    missing = "" if left_out is None else f"{left_out:,}" if left_out else gettext("none")
    return server, data_type, f"{files:,}", humanize.naturalsize(size), missing
