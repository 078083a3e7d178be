"""What a person does for a waiting backup: continue, insert, eject, cancel."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Site
from tests.portal.attended.attended_runs import make_ended, make_waiting, make_writing

PAGE = "/backup/attended/"


@pytest.fixture
def waiting(site: Site) -> Run:
    return make_waiting(site, now=timezone.now())


@pytest.fixture
def shelf(site: Site) -> Shelf:
    shelf = Shelf(site.drives.get().settings["path"])
    for name in ("M-1", "M-2"):
        shelf.add(name, 10_000_000)
    return shelf


@pytest.fixture(autouse=True)
def no_broker(settings: Settings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/nobody.sock"


def test_without_a_broker_it_goes_on_waiting_and_says_why(client: Client, waiting: Run) -> None:
    page = client.post(f"{PAGE}{waiting.pk}/continue/", follow=True).content.decode()

    assert "broker cannot be reached" in page
    waiting.refresh_from_db()
    assert waiting.state == Run.State.WAITING


def test_what_does_not_wait_cannot_be_continued(client: Client, site: Site) -> None:
    run = make_writing(site, now=timezone.now())

    page = client.post(f"{PAGE}{run.pk}/continue/", follow=True).content.decode()

    assert "does not wait for a medium now" in page


def test_an_emulated_drives_shelf_is_at_hand(client: Client, waiting: Run, shelf: Shelf) -> None:
    page = client.get(f"{PAGE}{waiting.pk}/").content.decode()
    assert "Insert M-2" in page
    assert "holds a part" in page

    client.post(f"{PAGE}{waiting.pk}/insert/", {"name": "M-2"})

    assert shelf.loaded() == "M-2"


def test_ejecting_while_it_waits(client: Client, waiting: Run, shelf: Shelf) -> None:
    shelf.insert("M-1")
    assert "Eject" in client.get(f"{PAGE}{waiting.pk}/").content.decode()

    client.post(f"{PAGE}{waiting.pk}/eject/")

    assert shelf.loaded() is None


def test_no_ejecting_while_a_part_is_written(client: Client, site: Site, shelf: Shelf) -> None:
    run = make_writing(site, now=timezone.now())
    shelf.insert("M-2")

    page = client.post(f"{PAGE}{run.pk}/eject/", follow=True).content.decode()

    assert "is using the medium" in page
    assert shelf.loaded() == "M-2"


def test_cancelling_asks_first_and_names_the_parts_that_stay(client: Client, waiting: Run) -> None:
    page = client.get(f"{PAGE}{waiting.pk}/cancel/").content.decode()

    assert "1 part on M-1 stays as an unfinished set" in page
    waiting.refresh_from_db()
    assert not waiting.cancel_asked


def test_cancelling_one_that_waits_ends_it(client: Client, waiting: Run) -> None:
    client.post(f"{PAGE}{waiting.pk}/cancel/", follow=True)

    waiting.refresh_from_db()
    assert waiting.outcome == Outcome.FAILED
    assert "cancelled" in waiting.verdict


def test_there_is_nothing_to_cancel_after_the_end(client: Client, site: Site) -> None:
    run = make_ended(site, now=timezone.now())

    page = client.post(f"{PAGE}{run.pk}/cancel/", follow=True).content.decode()

    assert "already ended" in page
