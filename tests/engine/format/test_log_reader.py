"""Logs of any length open anywhere at once."""

import os
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mmbackup.engine.format.log import LogBook, LogHeader, file_line
from mmbackup.engine.format.log_index import write_index
from mmbackup.engine.format.log_reader import CUT, LONGEST_SHOWN, LogReader

MILLION = 1_000_000


def log_of(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    write_index(str(path), f"{path}.idx")
    return path


@pytest.fixture
def thousand(tmp_path: Path) -> Path:
    return log_of(tmp_path / "log", [f"line {number}" for number in range(1000)])


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("million") / "log"
    header = LogHeader("Site", "run", "unattended", "A", "drive", datetime(2026, 11, 22, tzinfo=UTC))
    book = LogBook(str(path), header, ZoneInfo("UTC"))
    for start in range(0, MILLION, 10_000):
        numbers = range(start, start + 10_000)
        text = b"".join(file_line(b"mail/%07d" % number, number, "saved") for number in numbers)
        book.add_lines("MSS1", "messages", text, 10_000)
    book.error("one of them", "MSS1", "messages")
    book.finish(totals=(), read_back="", next_step="Look.", verdict="AUTO BACKUP failed | a test")
    return path


def test_a_page_begins_where_it_is_asked(thousand: Path) -> None:
    with LogReader(str(thousand)) as reader:
        assert reader.lines == 1000
        assert reader.page(0, 2) == ["line 0", "line 1"]
        assert reader.page(199, 3) == ["line 199", "line 200", "line 201"]
        assert reader.page(998, 10) == ["line 998", "line 999"]
        assert reader.page(1000, 10) == []
        assert reader.page(10**9, 10) == []
        assert reader.page(-5, 1) == ["line 0"]


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 399, 400, 401])
def test_lines_are_counted_at_every_length(tmp_path: Path, count: int) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x\n" * count)
    if count:
        write_index(str(path), f"{path}.idx")

    with LogReader(str(path)) as reader:
        assert reader.lines == count
        assert len(reader.page(0, 1000)) == count


def test_a_last_line_without_its_end_counts(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"one\ntwo")

    with LogReader(str(path)) as reader:
        assert reader.lines == 2
        assert reader.page(1, 1) == ["two"]


def test_a_missing_log_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        LogReader(str(tmp_path / "log"))


@pytest.mark.parametrize(
    "index",
    [
        None,
        b"",
        b"12345",
        b"\xff" * 80,
        bytes(8),
        bytes(16),
        (5).to_bytes(8, "little"),
        bytes(8) + (3).to_bytes(8, "little"),
        bytes(8) + (10**9).to_bytes(8, "little"),
    ],
)
def test_an_index_that_is_missing_or_stale_is_made_anew(thousand: Path, index: bytes | None) -> None:
    os.unlink(f"{thousand}.idx")
    if index is not None:
        Path(f"{thousand}.idx").write_bytes(index)

    with LogReader(str(thousand)) as reader:
        assert reader.lines == 1000
        assert reader.page(600, 1) == ["line 600"]
        assert reader.find("line 777") == 777


def test_a_line_too_long_to_show_is_cut(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log", ["short", "long " * 100_000, "x" * LONGEST_SHOWN, "last"])

    with LogReader(str(path)) as reader:
        short, cut, longest, last = reader.page(0, 4)

    assert (short, longest, last) == ("short", "x" * LONGEST_SHOWN, "last")
    assert len(cut) == LONGEST_SHOWN + len(CUT)
    assert cut.endswith(CUT)


def test_bytes_that_are_no_text_are_shown_as_such(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"bad \xff byte\n")

    with LogReader(str(path)) as reader:
        assert reader.page(0, 1) == ["bad \ufffd byte"]


def test_it_finds_the_next_and_the_previous_line(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log", ["Hit", "miss", "a hit and a hit", "miss", "hit"])

    with LogReader(str(path)) as reader:
        assert reader.find("hit") == 2
        assert reader.find("hit", 2) == 4
        assert reader.find("hit", 4) is None
        assert reader.find("hit", 4, backwards=True) == 2
        assert reader.find("hit", 2, backwards=True) is None
        assert reader.find("hit", ignore_case=True) == 0
        assert reader.find("HIT", 2, backwards=True, ignore_case=True) == 0
        assert reader.find("hit", reader.lines, backwards=True) == 4
        assert reader.find("nowhere") is None
        assert reader.find("nowhere", 5, backwards=True, ignore_case=True) is None


@pytest.mark.parametrize("text", ["", "\n", "a\nb"])
def test_what_no_line_can_hold_is_not_found(thousand: Path, text: str) -> None:
    with LogReader(str(thousand)) as reader:
        assert reader.find(text) is None


def test_special_characters_mean_themselves(tmp_path: Path) -> None:
    path = log_of(tmp_path / "log", ["aXb", "a.b", "größe"])

    with LogReader(str(path)) as reader:
        assert reader.find("a.b", ignore_case=True) == 1
        assert reader.find("größe") == 2
        assert reader.find("GRößE", ignore_case=True) == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    lines=st.lists(st.text("abA", max_size=4), min_size=1, max_size=700),
    wanted=st.text("abA", min_size=1, max_size=2),
    after=st.integers(-1, 701),
    ignore_case=st.booleans(),
)
def test_it_finds_what_reading_line_by_line_finds(
    tmp_path: Path, lines: list[str], wanted: str, after: int, ignore_case: bool
) -> None:
    path = log_of(tmp_path / "log", lines)
    hits = [
        number
        for number, line in enumerate(lines)
        if (wanted.lower() in line.lower() if ignore_case else wanted in line)
    ]

    with LogReader(str(path)) as reader:
        forwards = reader.find(wanted, after, ignore_case=ignore_case)
        backwards = reader.find(wanted, after, backwards=True, ignore_case=ignore_case)

    assert forwards == next((hit for hit in hits if hit > after), None)
    assert backwards == next((hit for hit in reversed(hits) if hit < after), None)


def test_a_hit_is_found_where_two_blocks_of_a_search_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.format.log_reader.SEARCH_BLOCK", 10)
    path = log_of(tmp_path / "log", ["12345678needle", "x" * 30])

    with LogReader(str(path)) as reader:
        assert reader.find("NEEDLE", 2, backwards=True, ignore_case=True) == 0


def test_a_million_lines(million: Path) -> None:
    with LogReader(str(million)) as reader:
        assert reader.lines > MILLION
        assert reader.page(reader.lines - 1, 1) == ["AUTO BACKUP failed | a test"]
        assert reader.find("mail/0999999") == reader.find("mail/0999998", 0) + 1  # type: ignore[operator]
        assert reader.find("MAIL/0000001", reader.lines, backwards=True, ignore_case=True) is not None
        errors = reader.errors()
        assert errors is not None
        assert reader.page(errors, 1) == ["Errors"]


def test_opening_a_million_lines_reads_only_the_end(million: Path) -> None:
    before = page_faults()

    with LogReader(str(million)) as reader:
        reader.page(reader.lines - 100, 100)

    pages_of_it_all = million.stat().st_size // 4096 // 16  # the kernel maps 16 at a time
    assert page_faults() - before < pages_of_it_all / 3


def page_faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def test_making_the_index_of_a_million_lines_takes_little_memory(million: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from mmbackup.engine.format.log_index import write_index;"
        "write_index(*sys.argv[1:]); print(Path('/proc/self/status').read_text())"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, million, f"{million}.again"],
        check=True, capture_output=True, text=True, timeout=60,
    ).stdout  # fmt: skip
    peak = next(line.split()[1] for line in said.splitlines() if line.startswith("VmHWM:"))

    assert int(peak) << 10 < million.stat().st_size / 2
    assert Path(f"{million}.again").read_bytes() == Path(f"{million}.idx").read_bytes()


def test_a_log_without_errors_has_no_errors_part(thousand: Path) -> None:
    with LogReader(str(thousand)) as reader:
        assert reader.errors() is None
