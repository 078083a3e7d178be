"""How far back everything can be restored."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mmbackup.models import Medium, Site
from mmbackup.services.reports.recovery import Reach, reach_of
from tests.services.reports.histories import NOW, TODAY, make_medium, make_night, make_set, make_site

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


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
        (TODAY - 2 * DAY,),
        (TODAY - DAY,),
        (TODAY,),
    )


def test_what_lies_on_a_lost_or_damaged_medium_is_out_of_reach(site: Site) -> None:
    make_set(make_medium(site, "L", place="lost"), make_night(site, TODAY))
    make_set(make_medium(site, "D", status=Medium.Status.DAMAGED), make_night(site, TODAY - DAY))

    reach = messages_of(site)

    assert reach.last is None
    assert (reach.whole, reach.out_of_reach) == ((), (TODAY, TODAY - DAY))


def test_a_set_its_own_medium_alone_calls_verified_counts_as_not_verified_here(site: Site) -> None:
    make_set(make_medium(site, "A"), make_night(site, TODAY), is_verified=False, claimed_verified_at=NOW)

    reach = messages_of(site)

    assert (reach.whole, reach.unverified) == ((), (TODAY,))


def test_a_night_that_has_two_backups_counts_once(site: Site) -> None:
    run = make_night(site, TODAY)
    for name in ("A", "B"):
        make_set(make_medium(site, name), run)

    assert messages_of(site).whole == (TODAY,)


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
        assert len(messages_of(site).whole) == 20
    assert len(asked_for_one) < 10
