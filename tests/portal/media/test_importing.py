"""What lies on the medium in the drive is made known at a click."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mmbackup.models import BackupSet, DriveAct, Medium, Run, Site
from mmbackup.services.drives import drive_acts
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import NOW, queued_run

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/backup/drive/"


@pytest.fixture
def saved(harbour: Site) -> Site:
    """And then the server was lost."""
    run_backup(run_id=queued_run(harbour).pk, clock=lambda: NOW + timedelta(minutes=9))
    BackupSet.objects.all().delete()
    Medium.objects.all().delete()
    Run.objects.all().delete()
    return harbour


@pytest.fixture(autouse=True)
def handed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the worker is given, which the tests then do."""
    given: list[object] = []
    monkeypatch.setattr(drive_acts, "hand_over", lambda **told: given.append(told["arguments"][0]))
    return given


def import_there(client: Client, site: Site) -> str:
    """Asked for, done by the worker, looked at."""
    page = client.post(f"{PAGE}{site.drives.get().pk}/import/", follow=True)
    assert "Waiting for the worker" in page.content.decode()
    drive_acts.do_act(act_id=DriveAct.objects.get().pk, now=timezone.now())
    return client.get(page.redirect_chain[-1][0]).content.decode()


def test_unknown_backups_are_pointed_out_and_imported(client: Client, saved: Site) -> None:
    page = client.get(PAGE).content.decode()
    assert "1 backup on this medium is not known here with its files" in page
    assert 'aria-label="Import the backups on DVD-A"' in page

    assert "1 backup is known of DVD-A, pool nightly" in import_there(client, saved)

    assert "not known here" not in client.get(PAGE).content.decode()
    assert BackupSet.objects.get().indexed_at is not None
    assert DriveAct.objects.get().verb == "import"


def test_a_blank_medium_has_nothing_to_import(client: Client, harbour: Site) -> None:
    assert "Import the backups" not in client.get(PAGE).content.decode()
    page = import_there(client, harbour)
    assert "The medium in DVD-RAM 1 is blank: there is nothing to import." in page


def test_importing_is_nothing_for_a_link(client: Client, harbour: Site) -> None:
    assert client.get(f"{PAGE}{harbour.drives.get().pk}/import/").status_code == 405
