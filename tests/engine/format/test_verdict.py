"""The log's last line: exactly these shapes, and success only where the figures bear it out."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.verdict import label_text, verdict
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.tally import Tally

AT = datetime(2026, 11, 22, 2, 21, 7, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
WHEN = "Sun Nov 22 03:21:07 2026"


def tally(data_type: DataType, files: int, saved: int, server: str = "MSS1") -> Tally:
    return Tally(data_type, server, files, files * 10, saved, saved * 10)


ALL = (tally(DataType.SYSTEM, 12, 12), tally(DataType.NAMES, 400, 400), tally(DataType.MESSAGES, 9, 9))
CUT = (
    tally(DataType.SYSTEM, 12, 12),
    tally(DataType.SYSTEM, 3, 3, "MAS1"),
    tally(DataType.NAMES, 400, 400),
    tally(DataType.MESSAGES, 96_004, 41_210),
)


def line(
    outcome: Outcome, *, reason: str = "", tallies: tuple[Tally, ...] = (), errors: int = 0, at: datetime = AT
) -> str:
    return verdict(outcome=outcome, reason=reason, tallies=tallies, errors=errors, at=at, zone=BERLIN)


def test_full() -> None:
    assert line(Outcome.FULL, tallies=ALL) == (
        "FULL-AUTO BACKUP completed successfully | "
        f"Data Types - System, Names and Greetings, Messages - {WHEN}"
    )


def test_partial() -> None:
    assert line(Outcome.PARTIAL, tallies=CUT) == (
        "PARTIAL-AUTO BACKUP completed successfully | "
        f"Data Types - System, Names and Greetings (all), Messages (41,210 of 96,004) - {WHEN}"
    )


def test_errors() -> None:
    assert line(Outcome.COMPLETED_WITH_ERRORS, tallies=ALL, errors=3) == (
        "FULL-AUTO BACKUP completed with 3 errors | "
        f"Data Types - System, Names and Greetings, Messages - {WHEN}"
    )


def test_one_error_and_something_left_out() -> None:
    assert line(Outcome.COMPLETED_WITH_ERRORS, tallies=CUT, errors=1) == (
        "PARTIAL-AUTO BACKUP completed with 1 error | "
        f"Data Types - System, Names and Greetings (all), Messages (41,210 of 96,004) - {WHEN}"
    )


@pytest.mark.parametrize(
    ("outcome", "begins"),
    [
        (Outcome.FAILED, "AUTO BACKUP failed | "),
        (Outcome.NO_MEDIUM, "AUTO BACKUP failed | "),
        (Outcome.WRONG_MEDIUM, "AUTO BACKUP failed | "),
        (Outcome.WORKER_LOST, "AUTO BACKUP failed | worker lost: "),
        (Outcome.DID_NOT_RUN, "AUTO BACKUP did not run | "),
        (Outcome.WRITTEN_NOT_VERIFIED, "AUTO BACKUP written, not verified | "),
    ],
)
def test_every_other_outcome_gives_its_reason(outcome: Outcome, begins: str) -> None:
    reason = "no medium in drive DVD-RAM 1"

    assert line(outcome, reason=reason) == f"{begins}{reason} - {WHEN}"


@pytest.mark.parametrize("outcome", [one for one in Outcome if not one.is_verified])
def test_no_other_outcome_says_successfully(outcome: Outcome) -> None:
    assert "success" not in line(outcome, reason="it broke", tallies=ALL, errors=1)


@pytest.mark.parametrize(
    ("outcome", "tallies", "errors"),
    [
        (Outcome.FULL, CUT, 0),
        (Outcome.FULL, ALL, 1),
        (Outcome.FULL, (), 0),
        (Outcome.PARTIAL, ALL, 0),
        (Outcome.PARTIAL, CUT, 1),
        (Outcome.COMPLETED_WITH_ERRORS, ALL, 0),
        (Outcome.COMPLETED_WITH_ERRORS, (), 1),
    ],
)
def test_an_outcome_that_the_figures_deny_is_refused(
    outcome: Outcome, tallies: tuple[Tally, ...], errors: int
) -> None:
    with pytest.raises(ValueError, match=str(outcome)):
        line(outcome, tallies=tallies, errors=errors)


def test_only_configured_data_types_are_named() -> None:
    assert "Data Types - System - " in line(Outcome.FULL, tallies=(tally(DataType.SYSTEM, 0, 0),))


def test_names_that_did_not_fit_are_counted() -> None:
    tallies = (tally(DataType.SYSTEM, 1, 1), tally(DataType.NAMES, 10, 4), tally(DataType.MESSAGES, 5, 0))

    assert "System, Names and Greetings (4 of 10), Messages (0 of 5)" in line(
        Outcome.PARTIAL, tallies=tallies
    )


def test_a_reason_can_neither_break_the_line_nor_fill_the_screen() -> None:
    broken = line(Outcome.FAILED, reason="bad\nFULL-AUTO BACKUP completed successfully" + "x" * 5000)

    assert len(broken.splitlines()) == 1
    assert len(broken) < 600


def test_a_missing_reason_is_admitted() -> None:
    assert line(Outcome.FAILED) == f"AUTO BACKUP failed | the reason is not known - {WHEN}"


def test_the_site_s_clock_is_used_on_both_sides_of_a_change() -> None:
    summer = datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC)
    winter = datetime(2026, 10, 25, 1, 0, 0, tzinfo=UTC)

    assert line(Outcome.FULL, tallies=ALL, at=summer).endswith(" - Sun Oct 25 02:59:59 2026")
    assert line(Outcome.FULL, tallies=ALL, at=winter).endswith(" - Sun Oct 25 02:00:00 2026")


def test_days_below_ten_are_padded_with_a_space() -> None:
    at = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    assert line(Outcome.FULL, tallies=ALL, at=at).endswith(" - Sun Mar  1 13:00:00 2026")


def test_the_label_s_text() -> None:
    assert label_text(date(2026, 11, 22), ALL) == "Nov. 22, 2026 — System, Names and Greetings, Messages"


def test_the_label_tells_what_is_missing() -> None:
    assert label_text(date(2026, 5, 3), CUT) == (
        "May 3, 2026 — System, Names and Greetings (all), Messages (41,210 of 96,004)"
    )
