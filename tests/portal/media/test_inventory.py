"""The inventory: found, narrowed and sorted by its address, at the same price for any number of media."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mmbackup.models import BackupSet, Medium, Place, Pool, Site
from tests.portal.builders import LAST_NIGHT
from tests.services.media.builders import make_medium, make_set

PAGE = "/backup/media/"


def names(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{PAGE}?{query}").content.decode()
    return re.findall(r"<b>([^<]+)</b></a></td>", page)


@pytest.fixture
def media(site: Site) -> Site:
    """One of each."""
    Pool.objects.create(site=site, name="nightly")
    Place.objects.create(site=site, name="Fire safe", kind="in vault")
    make_medium(site, "Night 9", last_written_at=LAST_NIGHT, free=10)
    make_medium(site, "Night 10", status=Medium.Status.FULL, place_name="Cabinet 3")
    make_medium(site, "Week 1", pool="weekly", place=Medium.Place.IN_VAULT, place_name="Fire safe")
    make_medium(site, "Worn", replace_by=date(2026, 1, 1), last_written_at=LAST_NIGHT - timedelta(days=3))
    make_medium(site, "Old", status=Medium.Status.RETIRED, status_reason="coffee")
    make_medium(site, "Bad", status=Medium.Status.DAMAGED, place=Medium.Place.LOST)
    return site


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Bad", "Night 9", "Night 10", "Old", "Week 1", "Worn"]),
        ("pool=weekly", ["Week 1"]),
        ("status=in-use", ["Night 9", "Night 10", "Week 1", "Worn"]),
        ("status=full", ["Night 10"]),
        ("status=worn", ["Worn"]),
        ("place=lost", ["Bad"]),
        ("place=at+Fire+safe", ["Week 1"]),
        ("place=nowhere", ["Night 9", "Old", "Worn"]),
        ("text=night+1", ["Night 10"]),
        ("text=coffee", ["Old"]),
        ("text=cabinet", ["Night 10"]),
        ("status=writable&pool=nightly&text=w", ["Worn"]),
        ("text=nothing+such", []),
        ("status=x&sort=drop+table&page=99&pool=", ["Bad", "Night 9", "Night 10", "Old", "Week 1", "Worn"]),
    ],
)
def test_it_is_narrowed_by_its_address(client: Client, media: Site, query: str, found: list[str]) -> None:
    assert names(client, query) == found


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("name", "Bad", "Worn"),
        ("-name", "Worn", "Bad"),
        ("written", "Worn", "Week 1"),
        ("-written", "Night 9", "Week 1"),
        ("free", "Night 9", "Worn"),
        ("-pool", "Week 1", "Worn"),
        ("replace", "Worn", "Week 1"),
    ],
)
def test_it_is_sorted_by_its_address_and_what_is_not_known_comes_last(
    client: Client, media: Site, sort: str, first: str, last: str
) -> None:
    found = names(client, f"sort={sort}")

    assert (found[0], found[-1]) == (first, last)


def test_a_click_on_a_head_turns_the_order_round_and_keeps_the_rest(client: Client, media: Site) -> None:
    page = client.get(f"{PAGE}?pool=nightly&sort=written").content.decode()

    assert 'aria-sort="ascending"' in page
    assert 'href="?pool=nightly&amp;sort=-written"' in page
    assert 'href="?pool=nightly"' in page


def test_an_identity_is_found_by_its_beginning(client: Client, media: Site) -> None:
    wanted = Medium.objects.get(name="Worn")

    assert names(client, f"text={str(wanted.uuid)[:8]}") == ["Worn"]


def test_it_tells_how_many_sets_lie_on_a_medium_and_how_new_they_are(client: Client, media: Site) -> None:
    medium = Medium.objects.get(name="Worn")
    make_set(medium, at=LAST_NIGHT)
    make_set(medium, at=LAST_NIGHT - timedelta(days=9))
    make_set(medium, at=LAST_NIGHT, verified_at=None, removed_at=LAST_NIGHT)

    page = client.get(f"{PAGE}?text=worn").content.decode()

    assert 'data-label="Sets" class="number desk-only">2</td>' in page
    assert ">Nov 22 2026<" in page


def test_a_name_from_a_medium_is_text(client: Client, site: Site) -> None:
    make_medium(site, "<script>alert(1)</script>", pool="<b>")

    page = client.get(PAGE).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "query", ["text=%00", "text=" + "x" * 5000, "page=-1", "page=x", "sort=--name", "place=%"]
)
def test_nonsense_is_answered_with_a_page(client: Client, media: Site, query: str) -> None:
    assert client.get(f"{PAGE}?{query}").status_code == 200


def test_a_thousand_media_cost_as_many_queries_as_ten(client: Client, site: Site) -> None:
    many(site, 10)
    with CaptureQueriesContext(connection) as of_ten:
        client.get(PAGE)

    many(site, 1_000)
    with CaptureQueriesContext(connection) as of_all:
        page = client.get(f"{PAGE}?sort=-written&page=17").content.decode()

    assert len(of_all) == len(of_ten)
    assert "1,010 media" in page
    assert "Page 17 of 21" in page


def many(site: Site, count: int) -> None:
    media = [
        Medium(site=site, uuid=uuid4(), name=f"M {number}", pool="nightly", place="on shelf",
               last_seen_at=LAST_NIGHT, last_written_at=LAST_NIGHT - timedelta(hours=number))
        for number in range(count)
    ]  # fmt: skip
    Medium.objects.bulk_create(media)
    sets = [BackupSet(uuid=uuid4(), medium=each, name="x", written_at=LAST_NIGHT) for each in media]
    BackupSet.objects.bulk_create(sets)
