"""Labels as drawings: everything lies on the paper, nothing on anything else, whatever the names."""

import random
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
import segno.consts
from hypothesis import given, settings
from hypothesis import strategies as st

from mmbackup.services.media.printed_label import LabelFacts, LabelRow
from portal.labels.drawing import Code, Frame, Line, Mark, Page, Text
from portal.labels.fonts import not_in_print, pieces, width_of
from portal.labels.pages import pages_of
from portal.labels.paper import Kind, Paper, papers_of
from portal.labels.pdf import pdf_of
from portal.labels.qr import address_of, modules_of
from portal.labels.svg import svg_of
from portal.labels.typesetting import Way, fitted, lines_of, shortened

PORTAL = "https://backup.harbour.example:8443"
FACTS = LabelFacts(
    medium=UUID(int=1),
    medium_name="Sunday",
    pool="nightly",
    replace_by=date(2027, 11, 22),
    place="Fire safe",
    site="Harbour Hospital",
    backup_set=UUID(int=2),
    set_name="20261122T020500Z-full-auto",
    part="",
    day="Nov. 22, 2026",
    contents="System, Names and Greetings, Messages",
    notes="",
    written="Sun Nov 22 03:05:00 2026 CET",
    verified="Sun Nov 22 03:21:07 2026 CET",
    verdict="FULL-AUTO BACKUP completed successfully",
    size=6_100_000_000,
    rows=(LabelRow("MSS1", "Messages", 96_004, 2_000_000_000, 0),),
)
EVERY_PAPER = [(kind, paper) for kind in Kind for paper in papers_of(kind)]
NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=63)


def reach(mark: Mark) -> tuple[float, float, float, float]:
    """Left, top, right, foot."""
    match mark:
        case Text():
            width = width_of(mark.words, mark.size, bold=mark.bold)
            left = mark.x - (width if mark.anchor == "end" else 0)
            return left, mark.y - mark.size * 0.75, left + width, mark.y
        case Line():
            return mark.x, mark.y, mark.to_x, mark.to_y
        case Frame():
            return mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
        case Code():
            return mark.x, mark.y, mark.x + mark.side, mark.y + mark.side


def off_the_paper(page: Page) -> list[Mark]:
    limits = [(mark, reach(mark)) for mark in page.marks]
    return [
        mark
        for mark, (left, top, right, foot) in limits
        if min(left, right) < -0.01 or min(top, foot) < -0.01
        or max(left, right) > page.width + 0.01 or max(top, foot) > page.height + 0.01
    ]  # fmt: skip


def overlapping(page: Page) -> list[tuple[Mark, Mark]]:
    """Words and codes that lie on each other."""
    solid = [(mark, reach(mark)) for mark in page.marks if isinstance(mark, Text | Code)]
    return [
        (one, other)
        for place, (one, (left, top, right, foot)) in enumerate(solid)
        for other, (other_left, other_top, other_right, other_foot) in solid[place + 1 :]
        if left < other_right and other_left < right and top < other_foot and other_top < foot
    ]


@pytest.mark.parametrize(("kind", "paper"), EVERY_PAPER)
def test_a_usual_label_lies_on_its_paper(kind: Kind, paper: Paper) -> None:
    pages = pages_of(FACTS, kind=kind, paper=paper, portal=PORTAL)

    assert [mark for page in pages for mark in off_the_paper(page)] == []
    assert [pair for page in pages for pair in overlapping(page)] == []


@settings(deadline=None, max_examples=40)
@given(medium=NAMES, site=NAMES, pool=NAMES, part=st.sampled_from(["", "part 12 of 13"]))
def test_so_does_one_with_any_names(medium: str, site: str, pool: str, part: str) -> None:
    contents = "System, Names and Greetings (all), Messages (1,041,210 of 1,096,004)"
    odd = replace(
        FACTS, medium_name=medium, site=site, pool=pool, part=part, contents=contents, notes="with 312 errors"
    )

    for kind in (Kind.DISC_CASE, Kind.CARTRIDGE, Kind.SHEET):
        for page in pages_of(odd, kind=kind, paper=papers_of(kind)[-1], portal=PORTAL):
            assert off_the_paper(page) == []
            assert overlapping(page) == []


@pytest.mark.parametrize("servers", [1, 8, 9, 10, 11, 12, 40, 200])
@pytest.mark.parametrize("paper", [Paper.A4, Paper.LETTER])
def test_a_sheet_takes_as_many_pages_as_it_needs(servers: int, paper: Paper) -> None:
    types = ("System", "Names and Greetings", "Messages")
    rows = tuple(LabelRow(f"MSS{n}", kind, n, n * 1000, 0) for n in range(servers) for kind in types)

    pages = pages_of(replace(FACTS, rows=rows), kind=Kind.SHEET, paper=paper, portal=PORTAL)

    words = [mark.words for page in pages for mark in page.marks if isinstance(mark, Text)]
    assert [word for word in words if word.startswith("MSS")] == [row.server for row in rows]
    assert words.count("To restore") == 1
    assert f"Page {len(pages)} of {len(pages)}" in words
    assert [mark for page in pages for mark in off_the_paper(page)] == []
    assert [pair for page in pages for pair in overlapping(page)] == []


def test_the_code_names_medium_and_set_in_the_room_of_capitals() -> None:
    text = address_of(portal=PORTAL, medium=UUID(int=1), backup_set=UUID(int=2))
    rows = modules_of(text)

    assert (
        text == f"HTTPS://BACKUP.HARBOUR.EXAMPLE:8443/L/{UUID(int=1).hex.upper()}/{UUID(int=2).hex.upper()}"
    )
    assert set(text) <= set(segno.consts.ALPHANUMERIC_CHARS.decode())
    assert len(rows) == len(rows[0]) == 37  # version 5


def test_a_code_is_large_enough_for_a_phone_and_has_its_quiet_zone() -> None:
    """A third of a millimetre a module, and four modules free around it."""
    for kind in (Kind.DISC_CASE, Kind.CARTRIDGE, Kind.SHEET):
        (page,) = pages_of(FACTS, kind=kind, paper=papers_of(kind)[-1], portal=PORTAL)
        code = next(mark for mark in page.marks if isinstance(mark, Code))
        quiet = 4 * code.module - 0.2
        left, top, right, _ = reach(code)
        around = Code(left - quiet, top - quiet, right - left + 2 * quiet, code.rows)

        others = tuple(mark for mark in page.marks if mark is not code)
        assert code.module > 0.33
        assert overlapping(Page(page.width, page.height, (around, *others))) == [] or kind is Kind.SHEET
        assert off_the_paper(Page(page.width, page.height, (around,))) == []


def test_bars_cover_exactly_the_dark_modules() -> None:
    rng = random.Random(7)
    rows = tuple(tuple(rng.random() < 0.5 for _ in range(21)) for _ in range(21))
    drawn = [[False] * 21 for _ in range(21)]
    for x, y, width, _ in Code(0, 0, 21, rows).bars:
        for column in range(round(x), round(x + width)):
            drawn[round(y)][column] = True

    assert tuple(map(tuple, drawn)) == rows


def test_lines_are_broken_at_spaces_and_inside_words_that_are_too_long() -> None:
    assert lines_of("System, Names and Greetings", size=5, width=42) == ["System, Names", "and Greetings"]

    lines = lines_of("W" * 40, size=5, width=35)
    assert "".join(lines) == "W" * 40
    assert all(width_of(line, 5, bold=False) <= 35 for line in lines)


def test_what_does_not_fit_is_cut_with_an_ellipsis() -> None:
    assert shortened("Sunday", 5, 100) == "Sunday"
    assert shortened("Sunday", 5, 15).endswith("…")
    size, lines, is_whole = fitted("Sunday " * 40, way=Way(6, 3, 2), width=40)
    assert (size, len(lines), is_whole) == (3, 2, False)
    assert lines[-1].endswith("…")


def test_letters_of_many_tongues_are_in_print() -> None:
    for name in ("Kraków-Łódź", "Больница №4", "Πειραιάς", "Đà Nẵng", "Ærø — Sjælland"):
        assert not_in_print(name) == ""
        assert "".join(piece for _, piece in pieces(name, bold=True)) == name


def test_what_a_pdf_cannot_set_is_a_question_mark_and_no_loss_of_the_rest() -> None:
    assert not_in_print("Ward مستشفى") == "مستشفى".replace("ى", "ى")
    assert "".join(piece for _, piece in pieces("A \U0001f984 B", bold=False)) == "A ? B"


def test_a_picture_holds_no_style_and_no_script() -> None:
    odd = replace(FACTS, medium_name='"><script>', site="<b>&")
    for kind, paper in EVERY_PAPER:
        for page in pages_of(odd, kind=kind, paper=paper, portal=PORTAL):
            drawn = svg_of(page, name='"><script>')
            assert "<script" not in drawn
            assert "style=" not in drawn


def test_a_pdf_carries_its_letters_with_it() -> None:
    pdf = pdf_of(pages_of(FACTS, kind=Kind.DISC_CASE, paper=Paper.A4, portal=PORTAL), title="Sunday")

    assert b"/FontFile2" in pdf
    assert b"Roboto" in pdf
