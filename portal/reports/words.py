"""Figures as a report prints them, the same on page and paper."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import humanize
from django.utils.translation import gettext, ngettext_lazy

from mmbackup.services.reports.nights_told import NightsTold
from mmbackup.services.reports.share import share_words

NOTHING = "\u2013"  # a dash, as the other pages have it
COUNTED = {
    "night": ngettext_lazy("%(count)s night", "%(count)s nights", "number"),
    "hour": ngettext_lazy("%(count)s hour", "%(count)s hours", "number"),
    "month": ngettext_lazy("%(count)s month", "%(count)s months", "number"),
    "medium": ngettext_lazy("%(count)s medium", "%(count)s media", "number"),
    "set": ngettext_lazy("%(count)s set", "%(count)s sets", "number"),
    "drill": ngettext_lazy("%(count)s drill", "%(count)s drills", "number"),
    "error": ngettext_lazy("%(count)s error", "%(count)s errors", "number"),
}


def day_words(day: date | None) -> str:
    """Such as Tue Nov 24 2026."""
    return f"{day:%a %b} {day.day} {day.year}" if day else NOTHING


def moment_words(moment: datetime | None, zone: ZoneInfo) -> str:
    """Such as Tue Nov 24 2026, 03:05."""
    if moment is None:
        return NOTHING
    local = moment.astimezone(zone)
    return f"{day_words(local.date())}, {local:%H:%M}"


def days_words(first: date, last: date, count: str) -> str:
    told = {"first": day_words(first), "last": day_words(last), "count": count}
    return gettext("%(first)s to %(last)s, %(count)s") % told


def moment_by(moment: datetime, zone: ZoneInfo, by: str) -> str:
    return gettext("%(at)s by %(by)s") % {"at": moment_words(moment, zone), "by": by}


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


def count_words(count: int, one: str) -> str:
    """Such as 1 night, 1,204 nights."""
    return COUNTED[one] % {"number": count, "count": f"{count:,}"}


def share_of(part: int, whole: int) -> str:
    """Such as 3 of 4 (75 %)."""
    told = {"part": f"{part:,}", "whole": f"{whole:,}", "share": share_words(part, whole)}
    return gettext("%(part)s of %(whole)s (%(share)s)") % told


def yes_or_no(is_so: object) -> str:
    return gettext("yes") if is_so else gettext("no")


def nights_words(nights: NightsTold) -> str:
    """How many, and the newest of them."""
    if not nights.count:
        return gettext("none")
    newest = ", ".join(f"{night:%b} {night.day}" for night in nights.newest)
    return f"{nights.count}: {newest}{', …' if nights.count > len(nights.newest) else ''}"
