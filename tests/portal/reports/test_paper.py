"""Reports on paper: nothing runs off the sheet, heads are repeated, pages are numbered."""

import pytest

from portal.labels.drawing import Page, Text
from portal.labels.fonts import width_of
from portal.reports.document import Column, Document, Facts, Section, Table, Words, rows
from portal.reports.paper import pages_of
from tests.portal.reports.reading import words_on

COLUMNS = (Column("Name", 2), Column("Much", 1, is_number=True), Column("Why", 3))


def paper(*cells: tuple[str, str, str], is_landscape: bool = False) -> tuple[Page, ...]:
    blocks = (Facts((("Site", "Harbour"),)), Words("Some words."), Table("Each", COLUMNS, rows(cells)))
    sections = (Section("Part", blocks),)
    return pages_of(
        Document("Report", (("As of", "now"),), sections, is_landscape, code="abc", is_signed=True)
    )


def texts_on(page: Page) -> list[Text]:
    return [mark for mark in page.marks if isinstance(mark, Text)]


def test_a_short_report_is_one_numbered_page() -> None:
    words = words_on(paper(("A", "1", "because")))

    assert "Page 1 of 1" in words
    assert "mmbackup · Report · abc" in words
    assert "Signature" in words


def test_a_long_table_goes_on_with_its_head_on_each_page() -> None:
    pages = paper(*((f"row {number}", "1", "") for number in range(200)))

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in words_on((page,))
        assert "Much" in words_on((page,))
    printed = words_on(pages).split("\n")
    assert [f"row {number}" in printed for number in range(200)] == [True] * 200


@pytest.mark.parametrize("is_landscape", [False, True], ids=["upright", "across"])
@pytest.mark.parametrize(
    "name",
    ["x" * 500, "wide WWWW " * 90, "漢字" * 90, "\u202eabc\U0001f600" * 40],
    ids=["long", "wide", "han", "odd"],
)
def test_nothing_runs_off_the_sheet_or_over_another_row(name: str, is_landscape: bool) -> None:
    for page in paper((name, "12,345,678", name), ("next", "1", "next"), is_landscape=is_landscape):
        for text in texts_on(page):
            width = width_of(text.words, text.size, bold=text.bold)
            left = text.x - (width if text.anchor == "end" else 0)
            assert left >= 0
            assert left + width <= page.width + 0.01
            assert text.y <= page.height


def test_a_cell_that_is_too_long_ends_in_an_ellipsis() -> None:
    words = words_on(paper(("A", "1", "why " * 2000)))

    assert "…" in words


def test_an_empty_table_says_so() -> None:
    assert "None." in words_on(paper())
