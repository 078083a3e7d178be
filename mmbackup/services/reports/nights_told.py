"""Many nights in few words: how many, the newest and the oldest, and which stretches they make."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

NEWEST = 3


@dataclass(frozen=True, slots=True)
class NightsTold:
    """The newest first: newest are a few nights, stretches all of them, such as 2026-11-01/2026-11-22."""

    count: int = 0
    newest: tuple[date, ...] = ()
    oldest: date | None = None
    stretches: tuple[str, ...] = ()


def nights_told(nights: Collection[date]) -> NightsTold:
    """Each counts once."""
    days = sorted({night.toordinal() for night in nights}, reverse=True)
    if not days:
        return NightsTold()
    newest = tuple(date.fromordinal(day) for day in days[:NEWEST])
    return NightsTold(len(days), newest, date.fromordinal(days[-1]), tuple(_stretches(days)))


def _stretches(days: Sequence[int]) -> Iterator[str]:
    last = days[0]
    for day, older in zip(days, (*days[1:], 0), strict=True):
        if older != day - 1:
            yield f"{date.fromordinal(day)}/{date.fromordinal(last)}"
            last = older
