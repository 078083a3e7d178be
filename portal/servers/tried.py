"""What a test found, as its page shows it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from mmbackup.models import SourceTest

TO_THE_TENTH = 10


@dataclass(frozen=True, slots=True)
class TriedName:
    """at is None for a time that no calendar here has."""

    path: str
    size: int
    at: datetime | None


def tried_names(test: SourceTest) -> list[TriedName]:
    return [TriedName(each["path"], each["size"], _moment(each["changed_at"])) for each in test.names]


def took(test: SourceTest) -> str:
    """In seconds, as exactly as anybody needs."""
    if test.started_at is None or test.ended_at is None:
        return ""
    seconds = (test.ended_at - test.started_at).total_seconds()
    return f"{seconds:.1f}" if seconds < TO_THE_TENTH else f"{seconds:.0f}"


def _moment(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
