"""The page to choose on: what there is, how many media it takes, and the start."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Server, Site, Survey
from mmbackup.services.attended.request_attended import Choice
from mmbackup.services.attended.request_survey import queue_survey
from tests.builders import add_source
from tests.portal.attended.attended_runs import make_waiting
from tests.portal.builders import make_run

PAGE = "/backup/attended/"
WHOLE = {"server": ["MSS1"], "type": ["system-data", "messages"]}


@pytest.fixture(autouse=True)
def server(site: Site) -> Server:
    server = Server.objects.create(site=site, name="MSS1", kind="MSS")
    for slug in ("detailed-system-data", "messages"):
        add_source(server, slug, roots=["/srv"])
    return server


def test_it_offers_what_is_configured_and_nothing_else(client: Client) -> None:
    page = client.get(PAGE).content.decode()

    assert 'value="MSS1" checked' in page
    assert 'value="messages" checked' in page
    assert "names-and-greetings" not in page


def test_it_says_how_many_media_from_past_runs(client: Client, site: Site) -> None:
    run = make_run(site, Outcome.FULL)
    Run.objects.filter(pk=run.pk).update(size_on_medium=1_500_000_000)

    told = client.get(f"{PAGE}estimate.json", WHOLE).json()["estimate"]

    assert "2.0 GB to save" in told
    assert "as counted on Nov 22" in told


def test_what_no_backup_has_listed_is_said_to_be_unknown(client: Client) -> None:
    assert "Not known yet" in client.get(f"{PAGE}estimate.json", WHOLE).json()["estimate"]


def test_nothing_ticked_is_nothing_not_all(client: Client) -> None:
    told = client.get(f"{PAGE}estimate.json", {"server": "MSS1"}).json()["estimate"]
    page = client.post(PAGE, {"type": ["messages"]}, follow=True).content.decode()

    assert "Choose at least one server" in told
    assert "No backup was started" in page
    assert not Run.objects.exists()


def test_without_a_broker_nothing_starts_and_it_says_why(
    client: Client, settings: Settings, tmp_path: object
) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/nobody.sock"

    page = client.post(PAGE, WHOLE, follow=True).content.decode()

    assert "No backup was started" in page
    assert "broker cannot be reached" in page
    assert not Run.objects.exists()


def test_what_is_not_there_cannot_be_chosen(client: Client) -> None:
    page = client.post(PAGE, {"server": ["X9"], "type": ["messages"]}, follow=True).content.decode()

    assert "not known here: X9" in page
    assert not Run.objects.exists()


def test_one_under_way_is_shown_instead(client: Client, site: Site) -> None:
    run = make_waiting(site, now=timezone.now())

    assert client.get(PAGE)["Location"] == f"{PAGE}{run.pk}/"
    assert client.post(PAGE, WHOLE)["Location"] == f"{PAGE}{run.pk}/"
    assert Run.objects.count() == 1


@pytest.mark.parametrize("drive", ["x", "99", ""])
def test_a_drive_that_is_not_there_is_no_page(client: Client, drive: str) -> None:
    expected = 404 if drive else 200

    assert client.get(PAGE, {"drive": drive}).status_code == expected


class TestCounting:
    def test_what_is_not_known_may_be_counted_first(self, client: Client) -> None:
        told = client.get(f"{PAGE}estimate.json", WHOLE).json()

        assert (told["may_count"], told["is_counting"]) == (True, False)

    def test_without_a_broker_it_says_why_and_keeps_the_choice(
        self, client: Client, settings: Settings, tmp_path: object
    ) -> None:
        settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/nobody.sock"
        only = {"server": ["MSS1"], "type": ["messages"]}

        page = client.post(f"{PAGE}count/", only, follow=True).content.decode()

        assert "Nothing is counted: the broker cannot be reached" in page
        assert 'value="messages" checked' in page
        assert 'value="system-data" checked' not in page
        assert not Survey.objects.exists()

    def test_one_that_counts_is_said_and_asked_again(self, client: Client, site: Site) -> None:
        queue_survey(site=site, choice=Choice(), now=timezone.now())

        told = client.get(f"{PAGE}estimate.json", WHOLE).json()

        assert told["is_counting"]
        assert 'data-counting="true"' in client.get(PAGE).content.decode()

    def test_one_that_failed_says_so(self, client: Client, site: Site) -> None:
        queue_survey(site=site, choice=Choice(), now=timezone.now() - timedelta(minutes=5))

        told = client.get(f"{PAGE}estimate.json", WHOLE).json()

        assert "Nobody counted" in told["estimate"]
        assert told["may_count"]
