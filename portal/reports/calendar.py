"""Nights as a calendar: months, newest first, each a table of weeks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS as NAMES_OF_DAYS
from django.utils.translation import gettext as _

from mmbackup.services.reports.nights import Night
from mmbackup.services.reports.period import Period
from portal.looks import Look
from portal.reports.night_looks import address_of_night, look_of_night, short_look
from portal.reports.words import day_words, size_words

WEEKDAYS = tuple(NAMES_OF_DAYS.values())
WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """night is None where none is told of; told is all of it in words, for a pointer and a screen reader."""

    on: date
    night: Night | None = None
    look: Look | None = None
    address: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks without a night are left out; days that belong to other months are None."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]


def months_of(nights: Iterable[Night], period: Period) -> tuple[Month, ...]:
    by_day = {night.on: night for night in nights}
    firsts = sorted({day.replace(day=1) for day in period.days()}, reverse=True)
    months = (Month(first, _weeks(first, by_day)) for first in firsts)
    return tuple(month for month in months if month.weeks)


def _weeks(first: date, by_day: Mapping[date, Night]) -> tuple[tuple[Day | None, ...], ...]:
    begin = first - timedelta(days=first.weekday())
    month = [begin + timedelta(days=number) for number in range(6 * WEEK)]
    days = [_day(day, by_day) if day.month == first.month else None for day in month]
    weeks = [tuple(days[place : place + WEEK]) for place in range(0, len(days), WEEK)]
    return tuple(week for week in weeks if any(day and day.night for day in week))


def _day(day: date, by_day: Mapping[date, Night]) -> Day:
    night = by_day.get(day)
    if night is None:
        return Day(day)
    return Day(day, night, short_look(night), address_of_night(night), _told(night))


def _told(night: Night) -> str:
    told = {"size": size_words(night.size_on_medium), "medium": night.medium}
    size = _("%(size)s on %(medium)s") % told if night.size_on_medium else ""
    made_up = _("made up for later") if night.is_made_up else ""
    facts = (str(look_of_night(night).word), size, night.reason[:200], made_up)
    return f"{day_words(night.on)}: {'; '.join(filter(None, facts))}"
