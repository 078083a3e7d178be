"""The nights a report speaks of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MOST_NIGHTS = 400  # a year and a month: what a page can draw


@dataclass(frozen=True, slots=True)
class Period:
    """Both dates are included, and are those of the site's calendar."""

    first: date
    last: date

    @classmethod
    def ending(cls, last: date, *, nights: int) -> Self:
        return cls(last - (nights - 1) * DAY, last)

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    def days(self) -> Iterator[date]:
        return (self.first + number * DAY for number in range(self.count))

    def begins(self, zone: ZoneInfo) -> datetime:
        """The midnight before its first day."""
        return datetime.combine(self.first, time(), tzinfo=zone)

    def ends(self, zone: ZoneInfo) -> datetime:
        """The midnight after its last day."""
        return datetime.combine(self.last + DAY, time(), tzinfo=zone)
