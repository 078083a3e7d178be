"""The page of one attended backup: what it does, what it asks for, and how it ended."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Site
from tests.portal.attended.attended_runs import make_ended, make_waiting, make_writing
from tests.portal.builders import make_run

PAGE = "/backup/attended/"


@pytest.fixture
def waiting(site: Site) -> Run:
    return make_waiting(site, now=timezone.now())


def test_a_part_being_written_shows_its_progress_and_the_parts_before(client: Client, site: Site) -> None:
    run = make_writing(site, now=timezone.now())

    page = client.get(f"{PAGE}{run.pk}/").content.decode()

    assert "Part 2" in page
    assert 'value="30.0"' in page
    assert "20261123T010000Z-attended-1" in page
    assert "5 bytes a second" in page or "5 Bytes a second" in page


def test_a_waiting_one_says_what_it_asks_for_and_until_when(client: Client, waiting: Run) -> None:
    page = client.get(f"{PAGE}{waiting.pk}/").content.decode()

    assert "Insert the next medium into DVD-RAM 1, for part 2." in page
    assert "3.2 GB are still to be saved." in page
    assert "Continue" in page
    assert "(22 hours)" in page or "(23 hours)" in page
    assert "<title>Insert a medium" in page


def test_a_refusal_is_said(client: Client, site: Site) -> None:
    run = make_waiting(site, now=timezone.now(), refusal="M-1 <b>holds</b> part 1 of this backup.")

    page = client.get(f"{PAGE}{run.pk}/").content.decode()

    assert "M-1 &lt;b&gt;holds&lt;/b&gt; part 1 of this backup." in page


def test_the_script_is_told_when_the_page_is_to_be_drawn_anew(client: Client, waiting: Run) -> None:
    before = client.get(f"{PAGE}{waiting.pk}/progress.json").json()["scene"]
    assert (
        f'data-scene="{before}"'.replace("'", "&#x27;") in client.get(f"{PAGE}{waiting.pk}/").content.decode()
    )

    Run.objects.filter(pk=waiting.pk).update(refusal="It is protected.")

    assert client.get(f"{PAGE}{waiting.pk}/progress.json").json()["scene"] != before


def test_the_end_is_the_verdict_and_its_parts(client: Client, site: Site) -> None:
    run = make_ended(site, now=timezone.now())

    page = client.get(f"{PAGE}{run.pk}/").content.decode()

    assert run.verdict in page
    assert "store all 2 together" in page
    assert "progress.js" not in page


def test_an_unfinished_one_says_that_its_parts_are_good(client: Client, site: Site) -> None:
    run = make_ended(
        site, now=timezone.now(), outcome=Outcome.FAILED, words="ATTENDED BACKUP failed | cancelled"
    )

    page = client.get(f"{PAGE}{run.pk}/").content.decode()

    assert "marked as an unfinished set" in page


def test_a_nights_run_has_no_such_page_and_an_attended_one_no_other(client: Client, site: Site) -> None:
    waiting = make_waiting(site, now=timezone.now())
    night = make_run(site, began=timezone.now() - timedelta(days=1))

    assert client.get(f"{PAGE}{night.pk}/").status_code == 404
    assert client.get(f"/backup/now/{waiting.pk}/")["Location"] == f"{PAGE}{waiting.pk}/"


def test_back_up_now_is_possible_while_one_waits(client: Client, waiting: Run) -> None:
    assert b"Start a backup now?" in client.get("/backup/now/").content
