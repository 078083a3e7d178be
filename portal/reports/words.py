"""Figures as a report prints them, the same on page and paper."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import humanize

from mmbackup.services.reports.nights_told import NightsTold

NOTHING = "\u2013"  # a dash, as the other pages have it


def day_words(day: date | None) -> str:
    """Such as Tue Nov 24 2026."""
    return f"{day:%a %b} {day.day} {day.year}" if day else NOTHING


def moment_words(moment: datetime | None, zone: ZoneInfo) -> str:
    """Such as Tue Nov 24 2026, 03:05."""
    if moment is None:
        return NOTHING
    local = moment.astimezone(zone)
    return f"{day_words(local.date())}, {local:%H:%M}"


def length_words(length: timedelta | None) -> str:
    """Two of its largest units: 2 d 4 h, 16 min 7 s."""
    if length is None:
        return NOTHING
    seconds = max(round(length.total_seconds()), 0)
    counts = [seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60, seconds % 60]
    found = [f"{count} {unit}" for count, unit in zip(counts, ("d", "h", "min", "s"), strict=True) if count]
    return " ".join(found[:2]) or "0 s"


def size_words(count: int) -> str:
    return humanize.naturalsize(count).replace("Byte", "byte")


def count_words(count: int, one: str, many: str = "") -> str:
    """Such as 1 night, 1,204 nights."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def nights_words(nights: NightsTold) -> str:
    """How many, and the newest of them."""
    if not nights.count:
        return "none"
    newest = ", ".join(f"{night:%b} {night.day}" for night in nights.newest)
    return f"{nights.count}: {newest}{', …' if nights.count > len(nights.newest) else ''}"
