"""Rows and bars that no template draws: as safe as one."""

from datetime import date

from mmbackup.services.morning import Level
from portal.looks import Look
from portal.reports.charts import Value, chart
from portal.reports.document import Cell, Column, Table, rows
from portal.templatetags.reports import chart_bars, report_rows

HOSTILE = '"><script>alert(1)</script>'


def test_a_row_s_words_addresses_and_titles_are_escaped() -> None:
    look = Look(Level.GOOD, "check", HOSTILE)
    told = rows([(Cell(HOSTILE, look, f"/{HOSTILE}"), HOSTILE)])

    drawn = report_rows(Table("", (Column(HOSTILE), Column("Plain")), told))

    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") == 4


def test_numbers_are_tight_and_told_of_by_their_column() -> None:
    drawn = report_rows(Table("", (Column("Size", is_number=True), Column("Name")), rows([("7", "A")])))

    assert '<td role="cell" data-label="Size" class="number tight"><span>7</span></td>' in drawn
    assert '<td role="cell" data-label="Name"><span>A</span></td>' in drawn


def test_bars_stand_in_the_outline_of_what_they_are_a_part_of_and_none_is_a_cross() -> None:
    nights = [
        Value(date(2026, 11, 20), 5, "five"),
        Value(date(2026, 11, 21), 5, "half", whole=10),
        Value(date(2026, 11, 22), 0, HOSTILE, is_missing=True),
    ]

    alone, part, missing = chart_bars(
        chart(name="n", title="t", told="", most="10", values=nights, top=10)
    ).split("\n")

    assert alone.count("<rect") == 1
    assert 'class="chart-bar"' in alone
    assert [mark in part for mark in ('class="chart-whole"', 'class="chart-bar"')] == [True, True]
    assert 'class="chart-missing"' in missing
    assert "<script>" not in missing
    assert all(bar.endswith("</g>") for bar in (alone, part, missing))
