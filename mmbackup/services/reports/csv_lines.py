"""Rows as the lines of a CSV file, made one after the other.

UTF-8 with a byte order mark, without which spreadsheets take it for another encoding; RFC 4180 else.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

Cell = str | int | float | bool | date | datetime | UUID | None
BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - spreadsheets take them too


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Cell]], *, zone: ZoneInfo) -> Iterator[str]:
    """Moments are written on that zone's clock, with what it is ahead of UTC."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow(head)
    yield BYTE_ORDER_MARK + line.text
    for row in rows:
        writer.writerow([_words(cell, zone) for cell in row])
        yield line.text


class _Line:
    """csv writes into it, and what it holds is the line."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text = text


def _words(cell: Cell, zone: ZoneInfo) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.astimezone(zone).isoformat(timespec="seconds")
        case str():
            return harmless(cell)
        case _:
            return str(cell)


def harmless(text: str) -> str:
    """What a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
