"""Back Up Now asks, follows, and cancels."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Site
from tests.portal.builders import LAST_NIGHT, make_log, make_run, make_running

NOW = "/backup/now/"


@pytest.fixture
def running(site: Site) -> Run:
    return make_running(site, now=timezone.now())


def test_it_asks_first(client: Client, site: Site) -> None:
    page = client.get(NOW).content.decode()

    assert "Start a backup now?" in page
    assert "DVD-RAM 1" in page
    assert not Run.objects.exists()


def test_without_a_broker_nothing_starts_and_it_says_why(
    client: Client, site: Site, settings: Settings, tmp_path: object
) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/nobody.sock"

    page = client.post(NOW, follow=True).content.decode()

    assert "No backup was started" in page
    assert not Run.objects.exists()


def test_a_run_under_way_is_shown_instead(client: Client, running: Run) -> None:
    assert client.get(NOW)["Location"] == f"{NOW}{running.pk}/"
    assert client.post(NOW)["Location"] == f"{NOW}{running.pk}/"
    assert Run.objects.count() == 1


def test_progress_is_a_page_that_refreshes_itself_without_scripts(client: Client, running: Run) -> None:
    page = client.get(f"{NOW}{running.pk}/").content.decode()

    assert '<noscript><meta http-equiv="refresh"' in page
    assert "Writing onto the medium." in page
    assert "34.5 %" in page
    assert 'value="34.5"' in page


def test_progress_is_told_to_the_script_in_the_same_words(client: Client, running: Run) -> None:
    told = client.get(f"{NOW}{running.pk}/progress.json").json()

    assert told["has_ended"] is False
    assert told["words"]["sentence"] == "Writing onto the medium."
    assert [step["state"] for step in told["steps"]].count("current") == 1


def test_the_end_is_the_verdict_and_the_way_to_the_log(client: Client, site: Site) -> None:
    run = make_run(site, Outcome.FULL)
    make_log(run)

    page = client.get(f"{NOW}{run.pk}/").content.decode()

    assert run.verdict in page
    assert f"/logs/backup-and-restore/backup/{run.pk}/" in page
    assert "progress.js" not in page


def test_cancelling_asks_and_then_tells_the_run(client: Client, running: Run) -> None:
    assert b"Cancel this backup?" in client.get(f"{NOW}{running.pk}/cancel/").content
    assert not Run.objects.get().cancel_asked

    page = client.post(f"{NOW}{running.pk}/cancel/", follow=True).content.decode()

    assert Run.objects.get().cancel_asked
    assert "Cancelling" in page


def test_there_is_nothing_to_cancel_after_the_end(client: Client, site: Site) -> None:
    run = make_run(site)

    page = client.post(f"{NOW}{run.pk}/cancel/", follow=True).content.decode()

    assert "already ended" in page


def test_a_verdict_from_outside_stays_text(client: Client, site: Site) -> None:
    run = make_run(site, Outcome.FAILED, reason="<b>x</b>", began=LAST_NIGHT - timedelta(hours=1))

    assert "<b>x</b>" not in client.get(f"{NOW}{run.pk}/").content.decode()
