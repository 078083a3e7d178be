"""The log as administrators read it, on whatever ends a run."""

import errno
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import ServerDiskFull
from mmbackup.engine.format.log import LogBook, LogHeader, file_line, finish_lost, totals_lines
from mmbackup.engine.format.log_reader import LogReader
from mmbackup.engine.tally import Tally
from tests.engine.media.mounts import make_ext4, mounted, needs_root

BERLIN = ZoneInfo("Europe/Berlin")
HEADER = LogHeader(
    site="Head Office",
    run_id="run 1",
    trigger="unattended",
    medium="",
    drive="DVD-RAM 1",
    started_at=datetime(2026, 11, 22, 2, 5, tzinfo=UTC),
)
TALLIES = (
    Tally(DataType.SYSTEM, "MSS1", 1204, 12_345_678, 1204, 12_345_678),
    Tally(DataType.MESSAGES, "MSS1", 96_004, 7_000_000_000, 41_210, 4_000_000_000),
)
VERDICT = "FULL-AUTO BACKUP completed successfully | Data Types - System - Sun Nov 22 03:21:07 2026"
GOLDEN = """\
Backup log of Head Office
================================================================================================
Site        Head Office
Run         run 1 (unattended)
Drive       DVD-RAM 1
Medium      Monday (pool nightly)
Started     Sun Nov 22 03:05:00 2026 CET (Europe/Berlin)
Note        The old set was removed first to make room.

MSS1 · Detailed system data
------------------------------------------------------------------------------------------------
  saved                      1,204  etc/mss.toml
  changed while read        12,001  etc/state
  not saved: socket              0  run/socket

MSS1 · Messages
------------------------------------------------------------------------------------------------
  saved              3,000,000,000  mail/new/1
  ERROR                             mail/new/2 cannot be read: Permission denied

Errors
================================================================================================
  MSS1 · Messages: mail/new/2 cannot be read: Permission denied

Totals
================================================================================================
                                              files saved          of         bytes saved
  System, MSS1                                      1,204       1,204          12,345,678
  Messages, MSS1                                   41,210      96,004       4,000,000,000
  All                                              42,414      97,208       4,012,345,678
  Left out for want of room: Messages, MSS1: 54,794 files, 3,000,000,000 bytes

Read back   not done
Next step   Insert another medium.
AUTO BACKUP failed | the medium was lost - Sun Nov 22 03:21:07 2026
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.log"


@pytest.fixture
def book(path: Path) -> LogBook:
    return LogBook(str(path), HEADER, BERLIN)


def finish(book: LogBook, verdict: str = VERDICT, next_step: str = "") -> None:
    book.finish(totals=totals_lines(TALLIES), read_back="found equal", next_step=next_step, verdict=verdict)


def test_the_whole_log(book: LogBook, path: Path) -> None:
    book.section("MSS1", "detailed-system-data", "Detailed system data")
    book.section("MSS1", "messages", "Messages")
    book.add_lines("MSS1", "messages", file_line(b"mail/new/1", 3_000_000_000, "saved"), 1)
    book.set_medium("Monday (pool nightly)")
    lines = (
        file_line(b"etc/mss.toml", 1204, "saved")
        + file_line(b"etc/state", 12_001, "changed while read")
        + file_line(b"run/socket", 0, "not saved: socket")
    )
    book.add_lines("MSS1", "detailed-system-data", lines, 3)
    book.error("mail/new/2 cannot be read: Permission denied", "MSS1", "messages")
    book.note("The old set was removed first to make room.")

    book.finish(
        totals=totals_lines(TALLIES),
        read_back="",
        next_step="Insert another medium.",
        verdict="AUTO BACKUP failed | the medium was lost - Sun Nov 22 03:21:07 2026",
    )

    assert path.read_text() == GOLDEN


def test_the_verdict_is_the_last_line(book: LogBook, path: Path) -> None:
    finish(book)

    assert path.read_text().splitlines()[-1] == VERDICT


def test_nothing_but_log_and_index_remains(book: LogBook, path: Path) -> None:
    book.add_lines("MSS1", "messages", file_line(b"a", 1, "saved"), 1)

    finish(book)

    assert sorted(os.listdir(path.parent)) == ["run.log", "run.log.idx"]


def test_what_goes_onto_the_medium_is_the_log_up_to_the_read_back(book: LogBook, path: Path) -> None:
    book.error("the server did not answer", "MAS1", "hosts-file")
    copied: list[bytes] = []

    book.copy_to(copied.append, totals_lines(TALLIES))
    finish(book)

    on_medium = b"".join(copied).decode()
    assert path.read_text().startswith(on_medium)
    assert path.read_text()[len(on_medium) :].lstrip().startswith("Read back")
    assert "completed" not in on_medium


def test_its_size_bounds_what_goes_onto_the_medium(book: LogBook) -> None:
    tallies = []
    for number in range(40):
        for data_type in DataType:
            tallies.append(Tally(data_type, f"server {number}", 10**12, 10**15, 10**9, 10**12))
            book.add_lines(f"server {number}", data_type.slug, file_line(b"a" * 300, 1, "saved") * 9, 9)
            book.error("broken\n" * 10, f"server {number}", data_type.slug)
    book.note("told " * 100)
    copied: list[bytes] = []

    book.copy_to(copied.append, totals_lines(tallies))

    assert sum(map(len, copied)) <= book.size()
    assert book.size() < sum(map(len, copied)) + 80_000


def test_its_size_grows_with_every_line(book: LogBook) -> None:
    before = book.size()
    line = file_line(b"name", 1, "saved")
    book.add_lines("A", "messages", line, 1)
    one = book.size()

    book.add_lines("A", "messages", line, 1)

    assert before < one
    assert book.size() == one + len(line)


def test_errors_after_the_copy_still_come_into_the_log(book: LogBook, path: Path) -> None:
    book.copy_to(lambda _: None, ())
    book.error("messages.0001.tar.zst reads back with other bytes than were written")

    finish(book, verdict="AUTO BACKUP failed | damaged")

    assert "\nErrors\n" in path.read_text()
    assert "  messages.0001.tar.zst reads back" in path.read_text()


@pytest.mark.parametrize(
    "name",
    [
        b"x\nFULL-AUTO BACKUP completed successfully | Data Types - System",
        b"x\r\n\nErrors\n======",
        "x\u2028FULL-AUTO BACKUP".encode(),
        b"\x1b[2J\x1b[H",
    ],
)
def test_no_name_can_forge_a_line(book: LogBook, path: Path, name: bytes) -> None:
    shown = name.decode()
    book.add_lines("A", "messages", file_line(name, 1, "saved"), 1)
    book.section(shown, "messages", shown)
    book.error(shown, "A", "messages")
    book.note(shown)
    book.set_medium(shown)

    book.finish(totals=[shown], read_back=shown, next_step=shown, verdict=f"AUTO BACKUP failed | {shown}")

    lines = path.read_text().splitlines()
    assert not [line for line in lines if line.startswith("FULL-AUTO")]
    assert all(line.isprintable() for line in lines)
    assert lines[-1].startswith("AUTO BACKUP failed | ")


def test_more_sections_than_a_process_may_hold_open(book: LogBook, path: Path) -> None:
    for number in range(300):
        book.section(f"server {number:03}", "messages", "Messages")
    for number in reversed(range(300)):
        book.add_lines(f"server {number:03}", "messages", file_line(b"%03d" % number, 1, "saved"), 1)

    finish(book)

    names = [line.split()[-1] for line in path.read_text().splitlines() if line.startswith("  saved ")]
    assert names == [f"{number:03}" for number in range(300)]


def test_a_run_that_did_nothing_has_a_log(book: LogBook, path: Path) -> None:
    book.finish(
        totals=(), read_back="", next_step="Insert a medium.", verdict="AUTO BACKUP failed | no medium"
    )

    assert path.read_text().splitlines()[-4:] == [
        "",
        "Read back   not done",
        "Next step   Insert a medium.",
        "AUTO BACKUP failed | no medium",
    ]


def lost(path: Path) -> bool:
    verdict = "AUTO BACKUP failed | worker lost: it was killed - Sun Nov 22 03:21:07 2026"
    return finish_lost(str(path), header=HEADER, zone=BERLIN, next_step="Back up now.", verdict=verdict)


def test_a_run_whose_process_died_has_an_honest_log(book: LogBook, path: Path) -> None:
    book.set_medium("Monday")
    book.add_lines("MSS1", "messages", file_line(b"mail/1", 5, "saved"), 1)
    book.error("unreadable", "MSS1", "messages")
    with (path.parent / "run.log.spool" / "section-000000").open("ab") as spool:
        spool.write(b"  saved      half a li")

    assert lost(path)

    text = path.read_text()
    assert "Medium      Monday\n" in text
    assert "mail/1\n" in text
    assert "half a li\n" in text
    assert "\nErrors\n" in text
    assert text.splitlines()[-3:-1] == [
        "Read back   not done: the run's process died",
        "Next step   Back up now.",
    ]
    assert text.splitlines()[-1].startswith("AUTO BACKUP failed | worker lost")


def test_a_run_that_died_before_its_log_began_has_one_too(path: Path) -> None:
    assert lost(path)

    assert path.read_text().startswith("Backup log of Head Office\n")


def test_a_finished_log_is_not_touched(book: LogBook, path: Path) -> None:
    finish(book)
    before = path.read_bytes()

    assert not lost(path)

    assert path.read_bytes() == before


@needs_root
@pytest.mark.root
def test_a_full_disk_of_the_server_is_told_and_survived(tmp_path: Path) -> None:
    image = make_ext4(tmp_path / "disk.img", 4 << 20)
    with mounted(image, tmp_path / "disk") as disk:
        ballast = disk / "ballast"
        path = disk / "run.log"
        book = LogBook(str(path), HEADER, BERLIN)
        book.add_lines("MSS1", "messages", file_line(b"first", 1, "saved"), 1)
        fill(ballast)
        os.truncate(ballast, ballast.stat().st_size - (16 << 10))  # so that a part of it finds room

        with pytest.raises(ServerDiskFull, match="No space left"):
            book.add_lines("MSS1", "messages", file_line(b"second", 1, "saved") * 10_000, 10_000)
        fill(disk / "more ballast")
        with pytest.raises(ServerDiskFull):
            finish(book)
        ballast.unlink()
        finish(book)

        lines = path.read_text().splitlines()
        assert lines[-1] == VERDICT
        assert [line.split()[-1] for line in lines if line.startswith("  saved")] == ["first"]
        with LogReader(str(path)) as reader:
            assert reader.lines == len(lines)


def fill(path: Path) -> None:
    """Leave no block free."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 10):
            try:
                while True:
                    file.write(bytes(size))
            except OSError as error:
                assert error.errno == errno.ENOSPC  # noqa: PT017 - any other is a fault of the test
