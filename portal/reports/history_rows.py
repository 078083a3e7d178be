"""The nights as rows of a table, and how many ended how."""

from collections.abc import Iterable
from dataclasses import dataclass

from mmbackup.services.reports.nights import Counts, Night
from mmbackup.services.reports.share import share_words
from portal.looks import Look, look_of_outcome
from portal.reports.night_looks import UNDER_WAY, address_of_night, look_of_night
from portal.reports.words import length_words


@dataclass(frozen=True, slots=True)
class Row:
    night: Night
    look: Look
    address: str
    length: str

    @property
    def is_bad(self) -> bool:
        """It asks for a look: it was not verified, and is not under way."""
        return self.night.outcome is not None and not self.night.is_verified


@dataclass(frozen=True, slots=True)
class Counted:
    """One kind of outcome: how many nights, and their share."""

    look: Look
    nights: int
    share: str


def rows_of(nights: Iterable[Night]) -> list[Row]:
    """The newest first."""
    rows = [
        Row(night, look_of_night(night), address_of_night(night), length_words(night.length))
        for night in nights
    ]
    return rows[::-1]


def counted(counts: Counts) -> list[Counted]:
    """The best first; what is under way comes last."""
    found = [
        Counted(look_of_outcome(outcome), nights, share_words(nights, counts.ended))
        for outcome, nights in reversed(counts.by_outcome)
    ]
    return [*found, *([Counted(UNDER_WAY, counts.under_way, "")] if counts.under_way else [])]
