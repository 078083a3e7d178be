"""The main page names tonight's medium, the others that would do, and what is at risk."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import LookAhead, Medium, Site
from tests.portal.builders import LAST_NIGHT, make_run
from tests.portal.swap.media import make_set, make_shelf, put_in

MORNING = LAST_NIGHT.replace(hour=6)


@pytest.fixture(autouse=True)
def _this_morning() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def tonight(client: Client) -> str:
    page = client.get("/").content.decode()
    return page.split('aria-labelledby="tonight"')[1].split("</section>")[0]


@pytest.fixture
def three_media(site: Site) -> None:
    """B is next: A was written last night, C the night before."""
    shelf = make_shelf(site, "A", "B", "C")
    make_set(make_run(site, nights_ago=1), "C")
    make_set(make_run(site), "A")
    put_in(site, shelf, "A")


def test_the_expected_medium_is_named_and_where_it_lies(client: Client, three_media: None) -> None:
    Medium.objects.filter(name="B").update(place_name="Fire safe")

    told = tonight(client)

    assert "<b>B</b>, pool nightly: Fire safe" in told


def test_the_others_that_would_do_are_listed(client: Client, three_media: None) -> None:
    Medium.objects.filter(name="C").update(status=Medium.Status.RETIRED)
    assert "<dt>Would do as well</dt><dd>No other" in tonight(client)

    Medium.objects.filter(name="C").update(status=Medium.Status.WRITABLE)
    assert "<dt>Would do as well</dt><dd>C</dd>" in tonight(client)


def test_an_empty_drive_is_not_ready_and_says_what_to_do(client: Client, site: Site) -> None:
    make_shelf(site, "A", "B")

    told = tonight(client)

    assert "Not ready" in told
    assert "Put a medium" in told or "Insert" in told


def test_a_pool_of_one_says_what_that_risks(client: Client, site: Site) -> None:
    shelf = make_shelf(site, "Only", blank=())
    make_set(make_run(site), "Only")
    put_in(site, shelf, "Only")

    assert "one medium only" in tonight(client)


def test_a_night_to_make_up_for_is_offered(client: Client, site: Site) -> None:
    shelf = make_shelf(site, "A", "B")
    make_run(site, Outcome.NO_MEDIUM)
    put_in(site, shelf, "B")

    page = client.get("/").content.decode()

    assert "Make up for it now" in page


def test_looking_ahead_from_here_returns_here(client: Client, three_media: None) -> None:
    answer = client.post("/backup/swap/look-ahead/", headers={"referer": "http://testserver/"})

    assert answer["Location"] == "/"
    assert LookAhead.objects.get().sentence in tonight(client).replace("&#x27;", "'")


def test_a_site_without_a_drive_has_no_tonight(client: Client, site: Site) -> None:
    site.schedule.delete()
    site.drives.all().delete()

    assert 'aria-labelledby="tonight"' not in client.get("/").content.decode()
