"""A rule's hours and weekdays, by the site's clock: what happens outside waits until they begin."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mmbackup.models import NoticeRule
from mmbackup.services.notices.rules import next_moment

BERLIN = ZoneInfo("Europe/Berlin")
WORKDAYS = [0, 1, 2, 3, 4]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def rule(hours: str = "", weekdays: list[int] | None = None) -> NoticeRule:
    begins, _, ends = hours.partition("-")
    return NoticeRule(
        hours="within" if hours else "always",
        from_at=time.fromisoformat(begins) if hours else None,
        until_at=time.fromisoformat(ends) if hours else None,
        weekdays=weekdays or [],
    )


@pytest.mark.parametrize(
    ("hours", "weekdays", "happens", "is_told"),
    [
        ("", None, "2026-11-22T03:05", "2026-11-22T03:05"),
        ("08:00-18:00", None, "2026-11-22T03:05", "2026-11-22T08:00"),
        ("08:00-18:00", None, "2026-11-22T17:59", "2026-11-22T17:59"),
        ("08:00-18:00", None, "2026-11-22T18:00", "2026-11-23T08:00"),
        ("22:00-06:00", None, "2026-11-22T03:05", "2026-11-22T03:05"),
        ("22:00-06:00", None, "2026-11-22T12:00", "2026-11-22T22:00"),
        ("08:00-18:00", WORKDAYS, "2026-11-20T19:00", "2026-11-23T08:00"),  # over a weekend
        ("", WORKDAYS, "2026-11-21T12:00", "2026-11-23T00:00"),
        ("22:00-06:00", [4], "2026-11-21T03:00", "2026-11-21T03:00"),  # Friday's night, on Saturday
        ("22:00-06:00", [5], "2026-11-21T03:00", "2026-11-21T22:00"),
        ("08:00-08:00", [0], "2026-11-24T07:00", "2026-11-24T07:00"),  # a whole day from 08:00 on
        ("02:30-03:00", None, "2026-03-29T01:00", "2026-03-29T03:30"),  # an hour that the clocks jump over
    ],
)
def test_it_is_told_in_its_hours(hours: str, weekdays: list[int] | None, happens: str, is_told: str) -> None:
    now = local(happens).astimezone(UTC)

    told = next_moment(rule=rule(hours, weekdays), zone=BERLIN, now=now)

    assert told.astimezone(BERLIN) == local(is_told)
