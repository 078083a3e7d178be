"""How far back everything can be restored."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mmbackup.models import Medium, Run, Site
from mmbackup.services.index.holdings import holdings_as_columns
from mmbackup.services.reports.nights_told import NightsTold, nights_told
from mmbackup.services.reports.recovery import Reach, reach_of
from tests.services.reports.histories import (
    NOW,
    TODAY,
    make_by_hand,
    make_medium,
    make_night,
    make_set,
    make_site,
    tallies,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


def told(*nights: date) -> NightsTold:
    return nights_told(nights)


def messages_of(site: Site) -> Reach:
    return next(reach for reach in reach_of(site=site) if reach.data_type == "Messages")


def test_the_last_complete_night_is_the_newest_verified_one_that_holds_all(site: Site) -> None:
    vault = make_medium(site, "B", place="in vault", where="Bank")
    shelf = make_medium(site, "A")
    make_set(vault, make_night(site, TODAY - 2 * DAY))
    make_set(shelf, make_night(site, TODAY - DAY), saved=400)
    make_set(shelf, make_night(site, TODAY), is_verified=False)

    reach = messages_of(site)

    assert reach.last is not None
    assert reach.last.night == TODAY - 2 * DAY
    assert [(medium.name, medium.place) for medium in reach.last.media] == [("B", "Bank")]
    assert (reach.whole, reach.partial, reach.unverified) == (
        told(TODAY - 2 * DAY),
        told(TODAY - DAY),
        told(TODAY),
    )


def test_what_lies_on_a_lost_or_damaged_medium_is_out_of_reach(site: Site) -> None:
    make_set(make_medium(site, "L", place="lost"), make_night(site, TODAY))
    make_set(make_medium(site, "D", status=Medium.Status.DAMAGED), make_night(site, TODAY - DAY))

    reach = messages_of(site)

    assert reach.last is None
    assert (reach.whole, reach.out_of_reach) == (told(), told(TODAY, TODAY - DAY))


def test_a_set_its_own_medium_alone_calls_verified_counts_as_not_verified_here(site: Site) -> None:
    make_set(make_medium(site, "A"), make_night(site, TODAY), is_verified=False, claimed_verified_at=NOW)

    reach = messages_of(site)

    assert (reach.whole, reach.unverified) == (told(), told(TODAY))


def test_a_night_that_has_two_backups_counts_once(site: Site) -> None:
    run = make_night(site, TODAY)
    for name in ("A", "B"):
        make_set(make_medium(site, name), run)

    assert messages_of(site).whole == told(TODAY)


def test_what_is_configured_and_has_no_backup_is_told(site: Site) -> None:
    assert [(reach.title, reach.last) for reach in reach_of(site=site)] == [
        ("System of MSS1", None),
        ("Names and Greetings of MSS1", None),
        ("Messages of MSS1", None),
    ]


def test_it_asks_the_database_as_often_for_many_backups_as_for_one(
    site: Site, django_assert_num_queries: Any
) -> None:
    make_set(make_medium(site, "M"), make_night(site, TODAY))
    with CaptureQueriesContext(connection) as asked_for_one:
        messages_of(site)
    for number in range(1, 20):
        make_set(make_medium(site, f"M{number}"), make_night(site, TODAY - number * DAY))

    with django_assert_num_queries(len(asked_for_one)):
        assert messages_of(site).whole.count == 20
    assert len(asked_for_one) < 10


def test_a_set_on_several_media_counts_when_all_its_parts_are_there(site: Site) -> None:
    run, uuid = make_night(site, TODAY), uuid4()
    for part in (1, 2):
        make_set(make_medium(site, f"P{part}"), run, saved=500, uuid=uuid, part=part, parts=2)
    lacking = make_night(site, TODAY - DAY)
    make_set(make_medium(site, "Q1"), lacking, saved=500, part=1, parts=2)

    reach = messages_of(site)

    assert (reach.whole, reach.partial) == (told(TODAY), told(TODAY - DAY))
    assert reach.last is not None
    assert [medium.name for medium in reach.last.media] == ["P1", "P2"]


def test_of_two_that_are_whole_the_last_complete_one_is_the_newest_however_it_lies(site: Site) -> None:
    older, uuid = make_night(site, TODAY - DAY), uuid4()
    for part in (1, 2):
        make_set(make_medium(site, f"P{part}"), older, saved=500, uuid=uuid, part=part, parts=2)
    make_set(make_medium(site, "M"), make_night(site, TODAY))

    last = messages_of(site).last

    assert last is not None
    assert last.night == TODAY


def test_a_backup_by_hand_counts_for_its_day_on_the_site_s_calendar(site: Site) -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # after midnight at the site
    make_set(make_medium(site, "M"), make_by_hand(site, Run.Kind.UNATTENDED, at=late))

    assert messages_of(site).whole == told(date(2026, 11, 21))


def test_what_its_row_says_in_few_words_is_taken_at_its_word(site: Site) -> None:
    """Rows of ten thousand nights are not read whole."""
    words: dict[str, Any] = holdings_as_columns(tallies(saved=400))
    make_set(make_medium(site, "M"), make_night(site, TODAY), saved=400, **words)

    assert (messages_of(site).whole, messages_of(site).partial) == (told(), told(TODAY))


def test_nights_are_told_as_stretches_and_each_once() -> None:
    found = nights_told([TODAY, TODAY, TODAY - DAY, TODAY - 3 * DAY, TODAY - 4 * DAY, TODAY - 9 * DAY])

    assert (found.count, found.oldest) == (5, TODAY - 9 * DAY)
    assert found.newest == (TODAY, TODAY - DAY, TODAY - 3 * DAY)
    assert found.stretches == (
        f"{TODAY - DAY}/{TODAY}",
        f"{TODAY - 4 * DAY}/{TODAY - 3 * DAY}",
        f"{TODAY - 9 * DAY}/{TODAY - 9 * DAY}",
    )
