"""The Administrator's Log: columns, pages, filter."""

from datetime import timedelta

from django.test import Client
from pytest_django import DjangoAssertNumQueries

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

    assert "?words=a+%26+b&amp;page=2" in page


def test_an_event_nobody_knows_is_not_a_filter(client: Client, site: Site) -> None:
    make_event(site)

    assert client.get(PAGE, {"event": "nonsense"}).status_code == 200


def test_it_stays_fast_with_ten_thousand_events(
    client: Client, site: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Event.objects.bulk_create(
        Event(site=site, at=LAST_NIGHT, application="MT", event_id="BKRST001", message="x")
        for _ in range(10_000)
    )

    with django_assert_max_num_queries(7):
        page = client.get(f"{PAGE}?page=150")

    assert b"Page 150 of 200" in page.content
