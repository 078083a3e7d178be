"""What a log at work says: short ones whole, of long ones the ends of what grew last, at the same cost."""

import os
import resource
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mmbackup.engine.format.log import LogBook, LogHeader, file_line
from mmbackup.engine.format.log_so_far import LINES, ROOM, SHARE, LogSoFar, log_so_far
from mmbackup.engine.format.log_spool import spool_folder

HEADER = LogHeader(
    site="Head Office", run_id="run 1", trigger="unattended", medium="Monday", drive="DVD-RAM 1",
    started_at=datetime(2026, 11, 22, 2, 5, tzinfo=UTC),
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "run.log")


@pytest.fixture
def book(path: str) -> LogBook:
    return LogBook(path, HEADER, ZoneInfo("Europe/Berlin"))


def saved(count: int, *, first: int = 0) -> bytes:
    return b"".join(
        file_line(b"mail/new/%07d" % number, 7, "saved") for number in range(first, first + count)
    )


def told(path: str) -> LogSoFar:
    found = log_so_far(path)
    assert found is not None
    return found


def lines_of(path: str) -> list[str]:
    return [line for part in told(path).parts for line in (*part.title, *part.lines)]


def test_a_short_one_is_told_whole_in_the_finished_log_s_order(path: str, book: LogBook) -> None:
    book.section("MSS1", "system-data", "Detailed system data")
    book.add_lines("MSS1", "messages", saved(2), 2)
    book.error("etc/x cannot be read", "MSS1", "system-data")
    book.note("The old set was removed first.")

    whole = lines_of(path)

    book.finish(totals=[], read_back=None, next_step="", verdict="done")
    assert whole == Path(path).read_text().split("\n")[: len(whole)]
    assert whole[-1] == "  MSS1 · Detailed system data: etc/x cannot be read"


def test_of_a_long_section_its_title_and_its_end_are_told(path: str, book: LogBook) -> None:
    book.section("MSS1", "messages", "Messages")
    book.add_lines("MSS1", "messages", saved(5_000), 5_000)

    section = told(path).parts[-1]

    assert section.title[1] == "MSS1 · Messages"
    assert section.lines[-1].endswith("mail/new/0004999")
    assert len(section.lines) <= LINES
    spooled = Path(spool_folder(path), section.name).stat().st_size
    assert section.left_out + sum(len(line) + 1 for line in section.lines) == spooled


def test_the_sections_that_grew_last_come_first_when_there_is_no_room_for_all(
    path: str, book: LogBook
) -> None:
    for number in range(20):
        book.section(f"MSS{number:02}", "messages", "Messages")
        book.add_lines(f"MSS{number:02}", "messages", saved(500), 500)
    for age, name in enumerate(sorted(os.listdir(spool_folder(path)), reverse=True)):
        os.utime(Path(spool_folder(path), name), ns=(0, 10**18 - age * 10**9))
    os.utime(Path(spool_folder(path), "section-000003"), ns=(0, 10**18 + 1))

    names = [part.name for part in told(path).parts]

    assert names[:2] == ["head", "section-000003"]
    assert names[-1] == "section-000019"
    assert len(names) <= 2 + ROOM // SHARE


def test_errors_are_told_however_old_they_are(path: str, book: LogBook) -> None:
    book.error("no route to MAS1")
    os.utime(Path(spool_folder(path), "errors"), ns=(0, 0))
    for number in range(20):
        book.add_lines(f"MSS{number}", "messages", saved(500), 500)

    assert lines_of(path)[-4:] == ["", "Errors", "=" * 96, "  no route to MAS1"]


def test_half_a_line_waits_for_its_end(path: str, book: LogBook) -> None:
    book.add_lines("MSS1", "messages", saved(1), 1)
    with open(Path(spool_folder(path), "section-000000"), "ab") as file:
        file.write(b"  saved      7  mail/ne")

    assert lines_of(path)[-1].endswith("mail/new/0000000")


def test_nothing_is_told_before_it_began_and_after_it_was_finished(path: str, book: LogBook) -> None:
    book.finish(totals=[], read_back=None, next_step="", verdict="done")

    assert log_so_far(path) is None
    assert log_so_far(f"{path}-of-another-run") is None


def test_a_million_lines_take_no_more_reading_than_a_few_hundred(path: str, book: LogBook) -> None:
    book.add_lines("MSS1", "messages", saved(1_000_000), 1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    parts = told(path).parts

    assert sum(len(line) for part in parts for line in part.lines) < ROOM
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4_000  # kB
