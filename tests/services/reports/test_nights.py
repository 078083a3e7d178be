"""What became of each night: every outcome, nights without a run, clocks that change, several sites."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Schedule, Site
from mmbackup.services.reports.nights import NO_RUN, counts_of, nights_of, of_type
from mmbackup.services.reports.period import Period
from mmbackup.services.reports.share import share_words
from tests.services.reports.histories import (
    NOW,
    TODAY,
    make_by_hand,
    make_night,
    make_site,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
A_WEEK = Period.ending(TODAY, nights=7)


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


def test_each_night_of_the_period_has_its_outcome_and_one_without_a_run_did_not_run(site: Site) -> None:
    for number, outcome in enumerate((Outcome.FULL, Outcome.PARTIAL, Outcome.NO_MEDIUM)):
        make_night(site, TODAY - number * DAY, outcome)

    nights = nights_of(site=site, period=Period.ending(TODAY, nights=4), now=NOW)

    assert [(night.on, night.outcome) for night in nights] == [
        (date(2026, 11, 19), Outcome.DID_NOT_RUN),
        (date(2026, 11, 20), Outcome.NO_MEDIUM),
        (date(2026, 11, 21), Outcome.PARTIAL),
        (date(2026, 11, 22), Outcome.FULL),
    ]
    assert (nights[0].run, nights[0].reason) == (None, NO_RUN)


def test_a_night_that_is_not_due_yet_is_none(site: Site) -> None:
    before_three = datetime(2026, 11, 22, 2, 4, tzinfo=UTC)

    nights = nights_of(site=site, period=A_WEEK, now=before_three)

    assert nights[-1].on == TODAY - DAY


def test_nights_before_the_first_that_is_known_are_none(site: Site) -> None:
    Schedule.objects.filter(site=site).update(since=NOW - 2 * DAY)

    assert [night.on for night in nights_of(site=site, period=A_WEEK, now=NOW)] == [TODAY - DAY, TODAY]


def test_nights_before_the_schedule_was_changed_are_still_those_they_were(site: Site) -> None:
    make_night(site, TODAY - 5 * DAY)
    Schedule.objects.filter(site=site).update(since=NOW)

    nights = nights_of(site=site, period=A_WEEK, now=NOW)

    assert [night.outcome for night in nights] == [Outcome.FULL, *[Outcome.DID_NOT_RUN] * 5]


def test_without_a_schedule_only_runs_are_nights(site: Site) -> None:
    run = make_night(site, TODAY)
    Schedule.objects.all().delete()

    assert [night.run for night in nights_of(site=site, period=A_WEEK, now=NOW)] == [run.pk]


@pytest.mark.parametrize(
    ("night", "passed"),
    [(date(2026, 3, 29), timedelta(minutes=40)), (date(2026, 10, 25), timedelta(minutes=40))],
    ids=["clocks go forward", "clocks go back"],
)
def test_a_run_over_the_change_of_clocks_took_the_time_that_passed(night: date, passed: timedelta) -> None:
    site = make_site("Bay", at=time(1, 50))
    make_night(site, night, minutes=40)

    found = nights_of(site=site, period=Period(night, night), now=NOW)

    assert [(one.on, one.length) for one in found] == [(night, passed)]


def test_the_night_on_which_clocks_change_is_one_night_and_no_neighbour_is_lost() -> None:
    site = make_site("Bay", at=time(2, 30))

    found = nights_of(site=site, period=Period(date(2026, 10, 24), date(2026, 10, 26)), now=NOW)

    assert [night.on.day for night in found] == [24, 25, 26]


def test_of_two_nights_on_one_date_the_later_one_counts(site: Site) -> None:
    make_night(site, TODAY, Outcome.FULL)
    Schedule.objects.filter(site=site).update(at=time(5, 0))
    site.refresh_from_db()
    later = make_night(Site.objects.get(pk=site.pk), TODAY, Outcome.FAILED)

    assert [night.run for night in nights_of(site=site, period=Period(TODAY, TODAY), now=NOW)] == [later.pk]


def test_a_night_that_a_later_backup_made_up_for_says_so_and_keeps_its_outcome(site: Site) -> None:
    missed = make_night(site, TODAY, Outcome.NO_MEDIUM)
    other = make_night(site, TODAY - DAY, Outcome.NO_MEDIUM)
    make_by_hand(site, Run.Kind.UNATTENDED, at=NOW, makes_up_for=missed)
    make_by_hand(site, Run.Kind.UNATTENDED, at=NOW, outcome=Outcome.FAILED, makes_up_for=other)

    nights = nights_of(site=site, period=Period(TODAY - DAY, TODAY), now=NOW)

    assert [(night.outcome, night.is_made_up) for night in nights] == [
        (Outcome.NO_MEDIUM, False),
        (Outcome.NO_MEDIUM, True),
    ]


def test_each_site_has_nights_of_its_own_on_its_own_calendar(site: Site) -> None:
    tokyo = make_site("Bay Hospital", zone="Asia/Tokyo", at=time(0, 30))
    make_night(site, TODAY, Outcome.FULL)
    make_night(tokyo, date(2026, 11, 23), Outcome.PARTIAL)
    evening = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # one in the morning of the 23rd in Tokyo

    there = nights_of(site=tokyo, period=Period.ending(date(2026, 11, 23), nights=1), now=evening)
    here = nights_of(site=site, period=Period(TODAY, date(2026, 11, 23)), now=evening)

    assert [(night.on.day, night.outcome) for night in there] == [(23, Outcome.PARTIAL)]
    assert [(night.on.day, night.outcome) for night in here] == [(22, Outcome.FULL)]


def test_of_one_drive_only_nights_that_had_it(site: Site) -> None:
    make_night(site, TODAY)
    Run.objects.filter(pk=make_night(site, TODAY - DAY).pk).update(drive_name="DVD 2")

    nights = nights_of(site=site, period=A_WEEK, now=NOW, drive_name="DVD 2")

    assert [night.on for night in nights] == [TODAY - DAY]


def test_the_counts_are_of_ended_nights_worst_first(site: Site) -> None:
    for number, outcome in enumerate([None, *Outcome, Outcome.FULL]):
        make_night(site, TODAY - number * DAY, outcome)

    counts = counts_of(nights_of(site=site, period=Period.ending(TODAY, nights=11), now=NOW))

    assert (counts.nights, counts.ended, counts.under_way, counts.verified) == (11, 10, 1, 3)
    assert counts.by_outcome[0] == (Outcome.DID_NOT_RUN, 1)
    assert counts.by_outcome[-1] == (Outcome.FULL, 2)


def test_what_was_saved_of_a_data_type_is_the_sum_over_servers(site: Site) -> None:
    run = make_night(site, TODAY, Outcome.PARTIAL, saved=400)
    second = [{**tally, "server": "MSS2"} for tally in run.tallies]
    Run.objects.filter(pk=run.pk).update(tallies=[*run.tallies, *second])

    (night,) = nights_of(site=site, period=Period(TODAY, TODAY), now=NOW)

    messages = of_type(night.tallies, DataType.MESSAGES)
    assert (messages.files, messages.saved_files) == (2000, 800)
    assert (messages.size, messages.saved_size) == (2_000_000, 800_000)


@pytest.mark.parametrize("count", [1, 40])
def test_it_asks_the_database_as_often_for_forty_nights_as_for_one(
    site: Site, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_night(site, TODAY - number * DAY)

    with django_assert_num_queries(3):
        assert len(nights_of(site=site, period=Period.ending(TODAY, nights=count), now=NOW)) == count


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(1, 1, "100 %"), (9999, 10_000, "99.9 %"), (2, 3, "66.6 %"), (0, 7, "0 %"), (0, 0, "none")],
)
def test_a_share_is_all_only_when_it_is_all(part: int, whole: int, words: str) -> None:
    assert share_words(part, whole) == words


def test_a_period_begins_and_ends_at_the_site_s_midnights() -> None:
    period = Period(date(2026, 10, 25), date(2026, 10, 25))  # a day of twenty-five hours
    zone = ZoneInfo("Europe/Berlin")

    length = period.ends(zone).astimezone(UTC) - period.begins(zone).astimezone(UTC)

    assert length == timedelta(hours=25)
