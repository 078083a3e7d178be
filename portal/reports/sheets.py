"""Sheets of paper, one begun when the last is full."""

from portal.labels.composing import Column
from portal.labels.paper import Size

EDGE = 15.0
FOOT = 17.0  # kept free at the foot of each


class Sheets:
    """What is put goes into column, that of the sheet begun last."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self.columns: list[Column] = []
        self.next()

    @property
    def column(self) -> Column:
        return self.columns[-1]

    def next(self) -> None:
        self.columns.append(Column(EDGE, EDGE, self._size.width - 2 * EDGE))

    def has_room(self, height: float) -> bool:
        return self.column.y + height <= self._size.height - FOOT

    def need(self, height: float) -> None:
        """Begin a sheet when there is not so much room on this one."""
        if not self.has_room(height):
            self.next()
