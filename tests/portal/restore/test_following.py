"""The page of one restore: what it does, what it asks for, how it ended; and what a person does for it."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Run, Site
from tests.portal.attended.attended_runs import make_waiting as make_waiting_backup
from tests.portal.builders import make_log
from tests.portal.restore.runs import make_ended, make_running, make_waiting, make_waiting_for_key

PAGE = "/backup/restore/"


@pytest.fixture(autouse=True)
def no_broker(settings: Settings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/nobody.sock"


@pytest.fixture
def waiting(site: Site, backups: list[BackupSet]) -> Run:
    return make_waiting(site, now=timezone.now(), refusal="Anna <b>is done</b> with.")


@pytest.fixture
def shelf(site: Site) -> Shelf:
    shelf = Shelf(site.drives.get().settings["path"])
    for name in ("Anna", "Berta"):
        shelf.add(name, 10_000_000)
    return shelf


def test_one_that_runs_shows_its_progress_and_its_media(
    client: Client, site: Site, backups: list[BackupSet]
) -> None:
    run = make_running(site, now=timezone.now())

    page = client.get(f"{PAGE}{run.pk}/").content.decode()

    assert "Restoring, and checking each file as it is written." in page
    assert 'value="30.0"' in page
    assert "Stop the software" not in page
    assert page.count("Not yet") == 2
    assert "MSS1/srv/mss1/messages/&lt;1001&gt;" in page


def test_steps_of_the_software_stand_there_when_it_is_stopped(
    client: Client, site: Site, backups: list[BackupSet]
) -> None:
    run = make_running(site, now=timezone.now(), stop_software=True, target="in place", folder="")

    states = {
        step["phase"]: step["state"] for step in client.get(f"{PAGE}{run.pk}/progress.json").json()["steps"]
    }

    assert states == {
        "pre-flight": "done",
        "stop": "done",
        "restore": "current",
        "put back": "ahead",
        "start": "ahead",
    }


def test_one_that_waits_says_for_what_where_it_is_and_why_the_last_would_not_do(
    client: Client, waiting: Run
) -> None:
    page = client.get(f"{PAGE}{waiting.pk}/").content.decode()

    assert "Insert Berta into DVD-RAM 1. After it: Carla." in page
    assert "Berta is kept here" in page
    assert "Fire safe" in page
    assert "Anna &lt;b&gt;is done&lt;/b&gt; with." in page
    assert "It is in now" in page
    assert "<title>Insert a medium" in page


def test_a_medium_that_is_still_needed_stands_out_on_the_shelf(
    client: Client, waiting: Run, shelf: Shelf
) -> None:
    page = client.get(f"{PAGE}{waiting.pk}/").content.decode()

    assert 'btn btn-primary" type="submit"' in page.partition("Insert Berta</button>")[0][-250:]
    assert 'btn btn-primary" type="submit"' not in page.partition("Insert Anna</button>")[0][-250:]
    client.post(f"{PAGE}{waiting.pk}/insert/", {"name": "Berta"})
    assert shelf.loaded() == "Berta"


def test_a_medium_is_put_out_only_while_it_waits(
    client: Client, site: Site, backups: list[BackupSet], shelf: Shelf
) -> None:
    run = make_running(site, now=timezone.now())
    shelf.insert("Anna")

    page = client.post(f"{PAGE}{run.pk}/eject/", follow=True).content.decode()

    assert "the restore is using the medium" in page
    assert shelf.loaded() == "Anna"


def test_without_a_broker_it_goes_on_waiting_and_says_why(client: Client, waiting: Run) -> None:
    page = client.post(f"{PAGE}{waiting.pk}/continue/", follow=True).content.decode()

    assert "broker cannot be reached" in page
    waiting.refresh_from_db()
    assert waiting.state == Run.State.WAITING


def test_cancelling_asks_first(client: Client, waiting: Run) -> None:
    assert "Cancel this restore?" in client.get(f"{PAGE}{waiting.pk}/cancel/").content.decode()

    client.post(f"{PAGE}{waiting.pk}/cancel/")

    waiting.refresh_from_db()
    assert waiting.state == Run.State.ENDED


def test_the_end_is_the_verdict_and_the_way_to_its_log(
    client: Client, site: Site, backups: list[BackupSet]
) -> None:
    run = make_ended(site, now=timezone.now())
    make_log(run)

    page = client.get(f"{PAGE}{run.pk}/").content.decode()

    assert run.verdict in page
    assert "Completed" in page
    assert f"/logs/backup-and-restore/restore/{run.pk}/" in page
    assert "progress.js" not in page


def test_software_that_was_not_started_again_is_said(
    client: Client, site: Site, backups: list[BackupSet]
) -> None:
    run = make_ended(site, now=timezone.now(), outcome=Outcome.FAILED, stopped=["MSS1"])

    assert (
        "software of MSS1 was stopped and may not be running"
        in client.get(f"{PAGE}{run.pk}/").content.decode()
    )


def test_every_other_page_says_that_a_restore_waits(client: Client, waiting: Run) -> None:
    page = client.get("/logs/alarms/").content.decode()

    assert "The restore waits: Insert Berta" in page
    assert f'href="{PAGE}{waiting.pk}/"' in page
    assert "The restore waits" not in client.get(f"{PAGE}{waiting.pk}/").content.decode()


def test_a_backup_that_waits_is_no_restore(client: Client, site: Site) -> None:
    run = make_waiting_backup(site, now=timezone.now())

    assert "The attended backup waits" in client.get("/logs/alarms/").content.decode()
    assert client.get(f"{PAGE}{run.pk}/").status_code == 404
    assert client.post(f"{PAGE}{run.pk}/continue/").status_code == 404


def test_a_restore_asked_for_as_a_backup_is_found(client: Client, waiting: Run) -> None:
    assert client.get(f"/backup/now/{waiting.pk}/")["Location"] == f"{PAGE}{waiting.pk}/"


def test_the_script_is_told_when_the_page_is_to_be_drawn_anew(client: Client, waiting: Run) -> None:
    address = f"{PAGE}{waiting.pk}/progress.json"
    before = client.get(address).json()["scene"]

    waiting.restore.waits_for_key = True
    waiting.restore.save()

    assert client.get(address).json()["scene"] != before


def test_its_queries_are_few(
    client: Client, waiting: Run, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        client.get(f"{PAGE}{waiting.pk}/")
    with django_assert_max_num_queries(8):
        client.get(f"{PAGE}{waiting.pk}/progress.json")


def test_one_that_waits_for_a_key_has_the_form(client: Client, site: Site, backups: list[BackupSet]) -> None:
    run = make_waiting_for_key(site, now=timezone.now())

    page = client.get(f"{PAGE}{run.pk}/").content.decode()

    assert "Waits for a key" in page
    assert f'action="{PAGE}{run.pk}/key/"' in page
    assert 'http-equiv="refresh"' not in page  # it would empty the form
