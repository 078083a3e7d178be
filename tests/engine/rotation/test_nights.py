"""Whose night it is, and which medium is named for it."""

from datetime import date, timedelta

import pytest

from mmbackup.engine.rotation.facts import DrivePools
from mmbackup.engine.rotation.nights import is_named_for, pools_of_night
from tests.engine.rotation.facts_for_tests import MONTHLY, NIGHTLY, SUNDAY, WEEKLY

ALL_POOLS = DrivePools(NIGHTLY, WEEKLY, MONTHLY)


def names(pools: DrivePools, night: date) -> list[str]:
    return [rules.name for rules in pools_of_night(pools, night)]


def test_a_drive_with_one_pool_has_it_every_night() -> None:
    assert names(DrivePools(NIGHTLY), SUNDAY) == ["nightly"]


def test_on_other_nights_weekly_and_monthly_media_are_not_taken() -> None:
    assert names(ALL_POOLS, SUNDAY + timedelta(days=1)) == ["nightly"]


def test_on_its_night_the_weekly_pool_goes_before_the_nightly() -> None:
    assert names(ALL_POOLS, SUNDAY) == ["weekly", "nightly"]


def test_on_the_first_of_its_weekdays_the_monthly_pool_goes_before_both() -> None:
    assert names(ALL_POOLS, date(2026, 12, 6)) == ["monthly", "weekly", "nightly"]


def test_each_month_of_ten_years_has_one_monthly_night() -> None:
    nights = [SUNDAY + timedelta(days=number) for number in range(3653)]

    monthly = [night for night in nights if "monthly" in names(ALL_POOLS, night)]

    months = {(night.year, night.month) for night in nights} - {(2026, 11)}
    assert len(monthly) == len({(night.year, night.month) for night in monthly})
    assert months - {(night.year, night.month) for night in monthly} <= {(2036, 11)}


@pytest.mark.parametrize(
    "name", ["Sunday", "sunday", "Sun", "SUN-2", "Office Sunday", "sun 1", "Sunday2", "1. Sunday", "Sun_A"]
)
def test_a_medium_is_named_for_the_day(name: str) -> None:
    assert is_named_for(name, SUNDAY)


@pytest.mark.parametrize("name", ["Monday", "Sunderland", "Sundays", "Nightly 1", "", "Whitsun"])
def test_another_is_not(name: str) -> None:
    assert not is_named_for(name, SUNDAY)


def test_each_weekday_has_a_long_and_a_short_name() -> None:
    pairs = ["Mon Monday", "Tue Tuesday Tues", "Wed Wednesday", "Thu Thursday Thur Thurs", "Fri Friday"]
    for number, words in enumerate([*pairs, "Sat Saturday", "Sun Sunday"], start=1):
        for word in words.split():
            found = [day for day in range(1, 8) if is_named_for(word, SUNDAY + timedelta(days=day))]
            assert found == [number]
