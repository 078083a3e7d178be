"""Times as people read them, the same in every locale."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LABEL_MONTHS = (
    *("Jan.", "Feb.", "March", "April", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)


def day_date_time(moment: datetime, zone: ZoneInfo) -> str:
    """Such as Sun Nov 22 03:21:07 2026."""
    local = moment.astimezone(zone)
    day, month = _DAYS[local.weekday()], _MONTHS[local.month - 1]
    return f"{day} {month} {local.day:2} {local:%H:%M:%S} {local.year}"


def with_zone(moment: datetime, zone: ZoneInfo) -> str:
    """Such as Sun Nov 22 03:21:07 2026 CET: the night on which clocks go back has one hour twice."""
    return f"{day_date_time(moment, zone)} {moment.astimezone(zone).tzname()}"


def label_date(day: date) -> str:
    """Such as Nov. 22, 2026."""
    return f"{_LABEL_MONTHS[day.month - 1]} {day.day}, {day.year}"
