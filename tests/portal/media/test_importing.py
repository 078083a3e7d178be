"""What lies on the medium in the drive is made known at a click."""

from datetime import timedelta

import pytest
from django.test import Client

from mmbackup.models import BackupSet, DriveAct, Medium, Run, Site
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


def test_unknown_backups_are_pointed_out_and_imported(client: Client, saved: Site) -> None:
    page = client.get(PAGE).content.decode()
    assert "1 backup on this medium is not known here with its files" in page
    assert 'aria-label="Import the backups on DVD-A"' in page

    page = client.post(f"{PAGE}{saved.drives.get().pk}/import/", follow=True).content.decode()

    assert "1 backup is known of DVD-A, pool nightly" in page
    assert "not known here" not in page
    assert BackupSet.objects.get().indexed_at is not None
    assert DriveAct.objects.get().verb == "import"


def test_an_empty_drive_has_nothing_to_import(client: Client, harbour: Site) -> None:
    page = client.get(PAGE).content.decode()
    assert "Import the backups" not in page
    page = client.post(f"{PAGE}{harbour.drives.get().pk}/import/", follow=True).content.decode()
    assert "Nothing was changed: The medium in DVD-RAM 1 is blank: there is nothing to import." in page


def test_importing_is_nothing_for_a_link(client: Client, harbour: Site) -> None:
    assert client.get(f"{PAGE}{harbour.drives.get().pk}/import/").status_code == 405
