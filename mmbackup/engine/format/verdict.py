"""The verdict: the log's last line, and the words for a medium's label."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.names import one_line
from mmbackup.engine.format.times import day_date_time, label_date
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.tally import Tally

LONGEST_REASON = 400
AUTO, ATTENDED = "AUTO BACKUP", "ATTENDED BACKUP"
RESTORE, VERIFY, DRILL = "RESTORE", "VERIFICATION", "RESTORE DRILL"
_BEGINNINGS = {
    Outcome.DID_NOT_RUN: "did not run | ",
    Outcome.WORKER_LOST: "failed | worker lost: ",
    Outcome.WRITTEN_NOT_VERIFIED: "written, not verified | ",
}
_FAILED = "failed | "


def verdict(
    *,
    outcome: Outcome,
    reason: str,
    tallies: Sequence[Tally],
    errors: int,
    at: datetime,
    zone: ZoneInfo,
    kind: str = AUTO,
    media: int = 0,
) -> str:
    """One line. ValueError when the outcome says more than tallies and errors bear out.

    media is how many the set lies on, where that is to be said.
    """
    when = day_date_time(at, zone)
    if outcome.is_verified or outcome is Outcome.COMPLETED_WITH_ERRORS:
        _check_borne_out(outcome, tallies, errors)
        on_media = f" | {media_words(media)}" if media else ""
        return f"{_completed(kind, tallies, errors)} | Data Types - {data_types(tallies)}{on_media} - {when}"
    words = one_line(reason)[:LONGEST_REASON] or "the reason is not known"
    return f"{kind} {_BEGINNINGS.get(outcome, _FAILED)}{words} - {when}"


def part_verdict(*, part: int, medium: str, tallies: Sequence[Tally], at: datetime, zone: ZoneInfo) -> str:
    """Of one part of a set that goes on on further media: what was proven of it."""
    words = f"part {part} read back and found equal | Data Types - {data_types(tallies) or 'none'}"
    return f"{ATTENDED} {words} | medium {one_line(medium)} - {day_date_time(at, zone)}"


def media_words(count: int) -> str:
    return "1 medium" if count == 1 else f"{count:,} media"


def data_types(tallies: Sequence[Tally]) -> str:
    """The data types by name, and what of each was saved when something was left out."""
    present = [data_type for data_type in DataType if _of(data_type, tallies)]
    if not is_partial(tallies):
        return ", ".join(data_type.title for data_type in present)
    return ", ".join(f"{data_type.title}{_share(data_type, tallies)}" for data_type in present)


def is_partial(tallies: Sequence[Tally]) -> bool:
    return any(tally.left_out_files for tally in tallies)


def label_text(day: date, tallies: Sequence[Tally]) -> str:
    """What to write on the medium: date and data types."""
    return f"{label_date(day)} — {data_types(tallies)}"


def _completed(kind: str, tallies: Sequence[Tally], errors: int) -> str:
    beginning = f"{'PARTIAL' if is_partial(tallies) else 'FULL'}-{kind} completed"
    if not errors:
        return f"{beginning} successfully"
    return f"{beginning} with {errors:,} error{'' if errors == 1 else 's'}"


def _check_borne_out(outcome: Outcome, tallies: Sequence[Tally], errors: int) -> None:
    if not tallies:
        raise ValueError(f"{outcome}: nothing was saved")
    if outcome.is_verified and (errors or is_partial(tallies) is not (outcome is Outcome.PARTIAL)):
        raise ValueError(f"{outcome} does not agree with {errors} errors and what was left out")
    if outcome is Outcome.COMPLETED_WITH_ERRORS and not errors:
        raise ValueError(f"{outcome} without an error")


def _of(data_type: DataType, tallies: Sequence[Tally]) -> list[Tally]:
    return [tally for tally in tallies if tally.data_type is data_type]


def _share(data_type: DataType, tallies: Sequence[Tally]) -> str:
    """System data is saved whole or not at all, so nothing is said of it."""
    files = sum(tally.files for tally in _of(data_type, tallies))
    saved = sum(tally.saved_files for tally in _of(data_type, tallies))
    if saved < files:
        return f" ({saved:,} of {files:,})"
    return "" if data_type is DataType.SYSTEM else " (all)"
