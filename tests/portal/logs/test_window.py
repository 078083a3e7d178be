"""A window of a log: where it opens, what it marks, how much it may weigh."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pytest

from mmbackup.engine.format.log_reader import LogReader
from portal.logs.window import LINES, WEIGHT, Window, window_of


@contextmanager
def reader_of(folder: Path, lines: list[str]) -> Iterator[LogReader]:
    path = folder / "run.log"
    path.write_text("".join(f"{line}\n" for line in lines))
    with LogReader(str(path)) as reader:
        yield reader


def window(
    folder: Path, lines: list[str], *, first: int | None = None, mark: int | None = None, find: str = ""
) -> Window:
    with reader_of(folder, lines) as reader:
        return window_of(reader, first=first, mark=mark, find=find)


THOUSAND = [f"line {number}" for number in range(1, 1001)]


def text_of(window: Window, number: int) -> str:
    line = next(line for line in window.lines if line.number == number)
    return "".join(part.text for part in line.parts)


def test_it_opens_at_the_end_with_the_verdict(tmp_path: Path) -> None:
    shown = window(tmp_path, THOUSAND)

    assert (shown.first, shown.last, shown.total) == (1001 - LINES, 1000, 1000)
    assert shown.lines[-1].kind == "verdict"
    assert shown.is_end
    assert shown.next is None


@pytest.mark.parametrize(("first", "expected"), [(1, 1), (401, 401), (0, 1), (10**14, 1000)])
def test_a_first_line_is_obeyed_and_brought_into_range(tmp_path: Path, first: int, expected: int) -> None:
    assert window(tmp_path, THOUSAND, first=first).first == expected


def test_pages_follow_each_other_without_gap(tmp_path: Path) -> None:
    start = window(tmp_path, THOUSAND, first=1)
    assert start.previous is None
    assert start.next is not None

    second = window(tmp_path, THOUSAND, first=start.next)

    assert second.first == start.last + 1
    assert second.previous == 1


@pytest.mark.parametrize("mark", [1, 5, 500, 1000])
def test_a_marked_line_is_in_the_window(tmp_path: Path, mark: int) -> None:
    shown = window(tmp_path, THOUSAND, mark=mark)

    assert [line.number for line in shown.lines if line.is_marked] == [mark]
    assert text_of(shown, mark) == f"line {mark}"


def test_an_empty_and_a_short_log_are_shown_whole(tmp_path: Path) -> None:
    assert window(tmp_path, []).lines == ()
    assert len(window(tmp_path, ["only line"]).lines) == 1


def test_hits_are_marked_and_capitals_count_only_when_typed(tmp_path: Path) -> None:
    lines = ["one Error and an error", "end"]

    def hits(find: str) -> list[str]:
        return [part.text for part in window(tmp_path, lines, find=find).lines[0].parts if part.is_hit]

    assert hits("error") == ["Error", "error"]
    assert hits("Error") == ["Error"]
    assert text_of(window(tmp_path, lines, find="error"), 1) == lines[0]


def test_headings_errors_and_the_next_step_are_told_apart(tmp_path: Path) -> None:
    lines = [
        "Totals",
        "=" * 96,
        "  ERROR                a file",
        "  saved                x",
        "Next step   Do this",
        "verdict",
    ]

    kinds = [line.kind for line in window(tmp_path, lines).lines]

    assert kinds == ["heading", "rule", "error", "", "next-step", "verdict"]


def test_a_file_s_line_is_never_taken_for_the_verdict_unless_it_is_the_last(tmp_path: Path) -> None:
    shown = window(tmp_path, THOUSAND, first=1)

    assert {line.kind for line in shown.lines} == {""}


@pytest.mark.parametrize("character", ["x", "<", '"', "é", "\U0001f4be"])
def test_long_lines_never_outweigh_the_page(tmp_path: Path, character: str) -> None:
    shown = window(tmp_path, [character * 5000] * 1000)

    weight = sum(len(escape(part.text).encode()) for line in shown.lines for part in line.parts)

    assert len(shown.lines) == LINES
    assert weight <= WEIGHT
    assert all(line.left_out > 0 for line in shown.lines)


def test_one_long_line_among_short_ones_is_shown_as_far_as_the_reader_goes(tmp_path: Path) -> None:
    shown = window(tmp_path, ["x" * 1500, "end"])

    assert shown.lines[0].left_out == 0
