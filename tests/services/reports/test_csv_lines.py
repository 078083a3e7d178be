"""Rows as CSV: readable by spreadsheets, and harmless in them."""

import csv
import io
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from mmbackup.services.reports.csv_lines import Cell, csv_lines

BERLIN = ZoneInfo("Europe/Berlin")


def read(*rows: tuple[Cell, ...]) -> list[list[str]]:
    """As a spreadsheet that knows the mark reads it."""
    text = "".join(csv_lines(("head",), rows, zone=BERLIN)).encode().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1"],
    ids=["equals", "plus", "minus", "at", "tab", "return", "line", "spaces", "full width"],
)
def test_what_a_spreadsheet_would_calculate_is_text(formula: str) -> None:
    assert read((formula,)) == [[f"'{formula}"]]


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    row = (-3, 4.5, 'Grüße, "you"\nand 😀', None, True, UUID(int=1), date(2026, 11, 22))

    assert read(row) == [["-3", "4.5", 'Grüße, "you"\nand 😀', "", "yes", str(UUID(int=1)), "2026-11-22"]]


def test_moments_are_on_the_site_s_clock_with_its_offset() -> None:
    summer, winter = datetime(2026, 7, 1, 1, 5, tzinfo=UTC), datetime(2026, 11, 22, 2, 5, tzinfo=UTC)

    assert read((summer, winter)) == [["2026-07-01T03:05:00+02:00", "2026-11-22T03:05:00+01:00"]]


def test_lines_are_made_one_at_a_time() -> None:
    rows = iter([(0,), (1,), (2,)])

    lines = csv_lines(("n",), rows, zone=BERLIN)

    assert (next(lines), next(lines)) == ("\ufeffn\r\n", "0\r\n")
    assert list(rows) == [(1,), (2,)]
