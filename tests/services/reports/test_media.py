"""Each medium: where it is, in whose custody, what lies on it; and how many there are where."""

from datetime import timedelta
from typing import Any

import pytest

from mmbackup.models import Custody, Medium, Site
from mmbackup.services.reports import media as media_room
from mmbackup.services.reports.media import MediaAsked, every_told, media_asked_for, told_of
from mmbackup.services.reports.media_totals import PlaceTotal, PoolTotal, totals_by_place, totals_by_pool
from tests.services.reports.histories import (
    NOW,
    TODAY,
    make_custody,
    make_medium,
    make_night,
    make_set,
    make_site,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def site(db: None) -> Site:
    return make_site()


def told(site: Site, **asked: str) -> list[str]:
    return [each.medium.name for each in told_of(media_asked_for(site=site, asked=MediaAsked(**asked)))]


def test_custody_is_with_whoever_had_it_in_hand_last(site: Site) -> None:
    medium = make_medium(site, "A")
    make_custody(medium, Custody.Act.EJECTED, by="olga", at=NOW - 2 * DAY)
    make_custody(medium, Custody.Act.MOVED, by="omar", at=NOW - DAY)
    make_custody(medium, Custody.Act.WRITTEN, by="mmbackup", at=NOW)

    (found,) = told_of(media_asked_for(site=site, asked=MediaAsked()))

    assert found.custody is not None
    assert (found.custody.by, found.custody.act, found.custody.at) == ("omar", "moved", NOW - DAY)


def test_it_tells_what_lies_on_a_medium_now(site: Site) -> None:
    medium = make_medium(site, "A")
    make_set(medium, make_night(site, TODAY - DAY))
    make_set(medium, make_night(site, TODAY), is_verified=False, recipients=["age1x"])
    make_set(medium, make_night(site, TODAY - 2 * DAY), removed_at=NOW)

    (found,) = told_of(media_asked_for(site=site, asked=MediaAsked()))

    held = found.holds
    assert (held.sets, held.verified, held.encrypted, held.size) == (2, 1, 1, 1_800_000_000)
    assert held.data_types == ("System", "Names and Greetings", "Messages")
    assert held.first_at is not None
    assert held.first_at < NOW - DAY


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["A", "B", "C"]),
        ({"pool": "weekly"}, ["C"]),
        ({"place": "in vault"}, ["B"]),
        ({"status": "retired"}, ["A"]),
        ({"pool": "weekly", "place": "in vault"}, []),
    ],
    ids=["all", "a pool", "a place", "a status", "two at once"],
)
def test_media_are_narrowed(site: Site, asked: dict[str, str], names: list[str]) -> None:
    make_medium(site, "B", place="in vault", where="Bank")
    make_medium(site, "A", status=Medium.Status.RETIRED)
    make_medium(site, "C", pool="weekly")
    make_medium(make_site("Bay"), "Z")

    assert told(site, **asked) == names


def test_totals_are_by_pool_and_by_place(site: Site) -> None:
    make_medium(site, "A", place="in vault", where="Bank")
    make_medium(site, "B", place="in vault", where="Bank", status=Medium.Status.FULL)
    make_medium(site, "C", place="lost", status=Medium.Status.DAMAGED)
    make_medium(site, "W", pool="weekly")
    every = media_asked_for(site=site, asked=MediaAsked())

    assert totals_by_pool(every) == (
        PoolTotal("nightly", 3, writable=1, full=1, damaged=1, retired=0, lost=1, capacity=14_100_000_000),
        PoolTotal("weekly", 1, writable=1, full=0, damaged=0, retired=0, lost=0, capacity=4_700_000_000),
    )
    assert totals_by_place(every) == (
        PlaceTotal("in vault", "Bank", 2),
        PlaceTotal("lost", "", 1),
        PlaceTotal("on shelf", "", 1),
    )


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_of_many_media_asks_the_database_as_often_as_one_of_one(
    site: Site, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        medium = make_medium(site, f"M{number}")
        make_set(medium, make_night(site, TODAY - number * DAY))
        make_custody(medium, Custody.Act.MOVED, by="olga", at=NOW)

    with django_assert_num_queries(3):
        assert len(told(site)) == count


def test_all_of_them_are_told_once_each_over_stretches(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_room, "A_STRETCH", 3)
    names = [f"M{number}" for number in range(8)]
    for name in names:
        make_medium(site, name)

    found = [each.medium.name for each in every_told(media_asked_for(site=site, asked=MediaAsked()))]

    assert found == names
