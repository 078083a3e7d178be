"""View Restore Log, and the list of all logs by their kinds."""

import re

import pytest
from django.test import Client

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Log, Run, Site
from tests.portal.builders import make_log, make_other_run, make_run

ROOM = "/logs/backup-and-restore/"
NOT_RESTORED = "RESTORE completed with 2 errors | Restored 5 of 7 files"


@pytest.fixture
def restored(site: Site) -> Run:
    run = make_other_run(site, Run.Kind.RESTORE, outcome=Outcome.COMPLETED_WITH_ERRORS, words=NOT_RESTORED)
    make_log(run, errors=("srv/a.wav: its frame is damaged",))
    return run


def options(page: str) -> list[str]:
    return re.findall(r"<option[^>]*>([^<]+)", page)


def test_the_three_most_recent_restores_are_offered_and_no_backup(
    client: Client, site: Site, restored: Run
) -> None:
    make_log(make_run(site))

    page = client.get(f"{ROOM}restore/").content.decode()

    assert options(page) == ["Sun Nov 22 2026, 11:05 · Completed with errors"]
    assert "Restore log" in page
    assert NOT_RESTORED in page


def test_view_backup_log_stays_with_backups(client: Client, site: Site, restored: Run) -> None:
    make_log(make_run(site))

    assert options(client.get(f"{ROOM}backup/").content.decode()) == ["Sun Nov 22 2026, 03:05 · Full"]


def test_view_leads_to_the_restore_s_log(client: Client, restored: Run) -> None:
    there = client.get(f"{ROOM}restore/", {"log": str(restored.pk)})["Location"]

    page = client.get(there).content.decode()

    assert there == f"{ROOM}restore/{restored.pk}/"
    assert page.count(NOT_RESTORED) == 2  # the banner and the last line
    assert 'data-key="x"' in page
    assert "<title>Restore log of" in page


def test_no_label_and_no_morning_procedure_after_a_restore(client: Client, restored: Run) -> None:
    page = client.get(f"{ROOM}restore/{restored.pk}/").content.decode()

    assert "gets a label" not in page
    assert "morning procedure</h2>" not in page


def test_its_search_and_its_text_stay_in_its_room(client: Client, restored: Run) -> None:
    there = f"{ROOM}restore/{restored.pk}/"

    found = client.get(f"{there}search/", {"find": "its frame"})["Location"]
    text = client.get(f"{there}text/")

    assert found.startswith(f"{there}?find=")
    assert NOT_RESTORED in b"".join(text).decode()
    assert 'filename="restore-log-2026-11-22-1105.txt"' in text["Content-Disposition"]


def test_a_log_asked_for_as_another_kind_is_found(client: Client, restored: Run) -> None:
    assert client.get(f"{ROOM}backup/{restored.pk}/")["Location"] == f"{ROOM}restore/{restored.pk}/"


def test_a_kind_that_nobody_knows_is_not_a_filter(client: Client, restored: Run) -> None:
    assert "Completed with errors" in client.get(f"{ROOM}all/?kind=%00").content.decode()


def test_before_the_first_restore_it_says_so(client: Client, site: Site) -> None:
    assert "Nothing has been restored yet" in client.get(f"{ROOM}restore/").content.decode()
    assert Log.objects.count() == 0
