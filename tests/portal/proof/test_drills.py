"""Backup/Restore > Restore Drills, and what the main page says was last proven restorable."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.models import BackupSet, Drill, Run, Schedule, Site
from mmbackup.services.index.keep import index_path
from mmbackup.services.proof import request as asking
from mmbackup.services.proof.last_proven import last_proven
from tests.portal.builders import LAST_NIGHT, make_run
from tests.portal.proof.proofs import make_drill, make_proof_running
from tests.portal.swap.media import make_set, make_shelf, put_in


@pytest.fixture
def written(site: Site) -> BackupSet:
    """Last night's set on Anna, which is in the drive, with its index."""
    shelf = make_shelf(site, "Anna")
    put_in(site, shelf, "Anna")
    made = make_set(make_run(site), "Anna")
    index_path(made.uuid, made.part).touch()
    return made


@pytest.fixture
def _handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "hand_over", lambda **_: None)


def page(client: Client, address: str) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("_handed_over")
def test_one_is_started(client: Client, site: Site, written: BackupSet) -> None:
    assert written.name in page(client, "/backup/drills/")

    response = client.post("/backup/drills/")

    run = Run.objects.get(kind=Run.Kind.DRILL)
    assert response["Location"] == reverse("proof:drill-run", args=[run.pk])
    assert Drill.objects.get(run=run).proven_at is None
    assert run.asked_by == "ada"


def test_a_medium_without_an_index_says_what_to_do(client: Client, site: Site, written: BackupSet) -> None:
    index_path(written.uuid, written.part).unlink()

    text = page(client, "/backup/drills/")

    assert "No index of the set" in text
    assert "import it" in text


def test_an_encrypted_set_asks_for_a_key(client: Client, site: Site, written: BackupSet) -> None:
    BackupSet.objects.update(recipients=["age1somebody"])

    text = page(client, "/backup/drills/")

    assert "Secret key" in text
    assert 'type="password"' in text


@pytest.mark.usefixtures("_handed_over")
def test_what_is_no_key_starts_nothing(client: Client, site: Site, written: BackupSet) -> None:
    response = client.post("/backup/drills/", {"key": "hunter2"}, follow=True)

    assert b"No drill was started" in response.content
    assert b"hunter2" not in response.content
    assert not Run.objects.filter(kind=Run.Kind.DRILL).exists()


def test_the_time_they_took_is_drawn_and_tabled(client: Client, site: Site) -> None:
    for week, seconds in enumerate((41.0, 38.2, 55.5)):
        make_drill(site, at=LAST_NIGHT - timedelta(weeks=week), seconds=seconds)

    text = page(client, "/backup/drills/")

    assert text.count('class="trend-bar"') == 3
    assert "at most 56 s" in text
    assert "38.2 s" in text


def test_the_next_one_is_foretold(client: Client, site: Site) -> None:
    Schedule.objects.update(drill_weekday=2)

    assert "The next drill begins by itself on Wed" in page(client, "/backup/drills/")


def test_one_under_way_is_followed(client: Client, site: Site) -> None:
    run = make_proof_running(site, Run.Kind.DRILL, Phase.COMPARE, now=timezone.now())
    Drill.objects.create(run=run)

    text = page(client, f"/backup/now/{run.pk}/")

    assert "Restore drill in progress" in text
    assert "Comparing what came back, and opening it." in text


def test_what_it_proved_stands_on_its_page(client: Client, site: Site) -> None:
    run = make_drill(site)

    text = page(client, reverse("proof:drill-run", args=[run.pk]))

    assert "231 files" in text
    assert "207 files, unchanged since" in text
    assert "Sound (WAV)</dt><dd>120 opened" in text
    assert reverse("logs:drill-view", args=[run.pk]) in text


def test_the_main_page_says_when_a_restore_was_last_proven(client: Client, site: Site) -> None:
    make_drill(site, at=timezone.now() - timedelta(days=2))

    text = page(client, "/")

    assert "Last proven restorable: " in text
    assert "set 20261122T020500Z-full-auto, 41 s." in text


def said(site: Site) -> tuple[str, str]:
    told = last_proven(site=site, now=LAST_NIGHT + timedelta(days=1))
    return told.level, told.sentence


PROVEN = "Last proven restorable: Sun Nov 22, set 20261122T020500Z-full-auto, 41 s."


def test_none_yet_is_not_known(site: Site) -> None:
    assert said(site) == ("unknown", "No restore drill has run yet.")


def test_a_recent_success_is_good(site: Site) -> None:
    make_drill(site)

    assert said(site) == ("good", PROVEN)


def test_a_success_of_long_ago_is_a_warning(site: Site) -> None:
    make_drill(site, at=LAST_NIGHT - timedelta(weeks=6))

    level, sentence = said(site)

    assert level == "warning"
    assert sentence.endswith("41 s. That is long ago.")


def test_a_failure_since_is_bad(site: Site) -> None:
    make_drill(site, at=LAST_NIGHT - timedelta(weeks=1))
    make_drill(site, Outcome.FAILED, reason="2 of 231 files did not come back right")

    level, sentence = said(site)

    assert level == "bad"
    assert sentence.endswith("The drill of Sun Nov 22 failed: 2 of 231 files did not come back right.")


def test_a_drill_without_a_medium_takes_nothing_from_a_recent_success(site: Site) -> None:
    make_drill(site)
    make_drill(
        site, Outcome.NO_MEDIUM, at=LAST_NIGHT + timedelta(hours=5), reason="no medium in drive DVD-RAM 1"
    )

    level, sentence = said(site)

    assert level == "good"
    assert sentence == f"{PROVEN} The drill of Sun Nov 22 was not done: no medium in drive DVD-RAM 1."


def test_a_drill_without_a_key_says_so(site: Site) -> None:
    make_drill(site, Outcome.DID_NOT_RUN, needs_key=True, reason="the set is encrypted")

    assert said(site) == (
        "warning",
        "Nothing was proven restorable yet. The drill of Sun Nov 22 needed a key that it did not have.",
    )
