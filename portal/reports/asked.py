"""What a report's address asks for; nonsense in it counts as silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self
from urllib.parse import urlencode

from mmbackup.engine.catalogue import DataType
from mmbackup.services.reports.period import MOST_NIGHTS, Period

USUAL_NIGHTS = 90
LONGEST = 63  # a drive's or a pool's name


@dataclass(frozen=True, slots=True)
class Asked:
    """words: as they stand in the address."""

    period: Period
    drive: str
    data_type: DataType | None
    words: dict[str, str]

    @classmethod
    def of(cls, parameters: Mapping[str, str], *, today: date) -> Self:
        """From one date until another; else so many nights up to today."""
        first, last = day_in(parameters.get("from", "")), day_in(parameters.get("until", ""))
        nights = number_in(parameters.get("nights", "")) or USUAL_NIGHTS
        drive, data_type = clean(parameters.get("drive", "")), _data_type(parameters.get("type", ""))
        words = {"nights": str(nights), "drive": drive, "type": data_type.slug if data_type else ""}
        words |= {"from": first.isoformat() if first else "", "until": last.isoformat() if last else ""}
        words["site"] = str(number_in(parameters.get("site", "")) or "")
        period = _period(first, min(last or today, today), nights)
        return cls(period, drive, data_type, {key: word for key, word in words.items() if word})

    @property
    def query(self) -> str:
        """For the addresses of the same report's files."""
        return f"?{urlencode(self.words)}"


def day_in(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1971 <= day.year <= 9997 else None


def number_in(text: str) -> int | None:
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 10 else None


def clean(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST]


def _period(first: date | None, last: date, nights: int) -> Period:
    """Of too long a one, the newest nights."""
    longest = Period.ending(last, nights=min(nights, MOST_NIGHTS) if first is None else MOST_NIGHTS)
    if first is None or first < longest.first:
        return longest
    return Period(min(first, last), last)


def _data_type(slug: str) -> DataType | None:
    return next((data_type for data_type in DataType if data_type.slug == slug), None)
