"""The Administrator's Log: columns, pages, filter."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from mmbackup.models import Event, Site
from tests.portal.builders import LAST_NIGHT, make_event

PAGE = "/logs/administrator/"


def test_it_has_its_columns_in_order(client: Client, site: Site) -> None:
    make_event(site)

    page = client.get(PAGE).content.decode()

    columns = ("Date", "Time", "App", "Event ID", "Cnt", "Message")
    places = [page.index(f'role="columnheader"{extra}>{column}<') for column in columns
              for extra in [' class="number"' if column == "Cnt" else ""]]  # fmt: skip
    assert places == sorted(places)
    assert "Sun Nov 22 2026" in page
    assert "03:05:00" in page
    assert "BKRST029" in page


def test_it_narrows_by_event_and_words(client: Client, site: Site) -> None:
    make_event(site, "BKRST029", message="messages were left out")
    make_event(site, "BKRST004", message="Sunday was inserted")

    by_event = client.get(PAGE, {"event": "BKRST029"}).content.decode()
    by_words = client.get(PAGE, {"words": "sunday"}).content.decode()

    assert "messages were left out" in by_event
    assert "Sunday was inserted" not in by_event
    assert "Sunday was inserted" in by_words
    assert "messages were left out" not in by_words


def test_the_filter_is_kept_from_page_to_page(client: Client, site: Site) -> None:
    for hour in range(60):
        make_event(site, at=LAST_NIGHT - timedelta(hours=hour), message="a & b")

    page = client.get(PAGE, {"words": "a & b"}).content.decode()

    assert "?words=a+%26+b&amp;behind=" in page


def test_it_narrows_by_days_of_the_site_s_clock(client: Client, site: Site) -> None:
    make_event(site, at=datetime(2026, 11, 20, 22, 59, tzinfo=UTC), message="just before midnight")
    make_event(site, at=datetime(2026, 11, 20, 23, 0, tzinfo=UTC), message="at midnight")
    make_event(site, at=datetime(2026, 11, 22, 22, 59, tzinfo=UTC), message="two days on")

    page = client.get(PAGE, {"from": "2026-11-21", "until": "2026-11-21"}).content.decode()

    assert "at midnight" in page
    assert "just before midnight" not in page
    assert "two days on" not in page


def test_an_event_nobody_knows_is_not_a_filter(client: Client, site: Site) -> None:
    make_event(site)

    assert client.get(PAGE, {"event": "nonsense"}).status_code == 200


def test_pages_lead_through_all_of_it_each_once(client: Client, site: Site) -> None:
    Event.objects.bulk_create(
        Event(site=site, at=LAST_NIGHT, application="MT", event_id="BKRST001", message=f"event {number:03}.")
        for number in range(120)
    )

    seen: list[str] = []
    address: str | None = PAGE
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r"event \d{3}\.", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = PAGE + older[1] if older else None

    assert seen == [f"event {number:03}." for number in reversed(range(120))]


@pytest.mark.parametrize("behind", ["x", "1-", "-1", "9" * 17 + "-1", "1-" + "9" * 40, "1-1-1"])
def test_nonsense_for_a_place_is_the_newest_page(client: Client, site: Site, behind: str) -> None:
    make_event(site, message="the only one")

    assert "the only one" in client.get(PAGE, {"behind": behind}).content.decode()
