"""Encrypted backups are imported with a key given in the portal: it is kept in memory, for that once."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pyrage import x25519

from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, DriveAct, EncryptionKey, Event, Medium, Pool, Run, Site
from mmbackup.services.broker import BrokerUnreachable
from mmbackup.services.drives import drive_acts
from mmbackup.services.drives.open_act import LONGEST, is_open
from mmbackup.services.keys import keeper
from mmbackup.services.keys.keeper import end_keeper, fetch_key
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import NOW, queued_run
from tests.processes import product_environment

pytestmark = pytest.mark.django_db(transaction=True)
KEY = x25519.Identity.generate()
SECRET = str(KEY)
PAGE = "/backup/drive/"


@pytest.fixture
def sealed(harbour: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An encrypted backup is in the drive, and the server was lost. The worker is given what the tests do."""
    for name, value in product_environment().items():  # the keeper is a process of its own
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(drive_acts, "hand_over", lambda **_told: None)
    key = EncryptionKey.objects.create(
        site=harbour, name="Safe", public=str(KEY.to_public()), origin="imported", made_at=NOW,
        confirmed_at=NOW,
    )  # fmt: skip
    Pool.objects.get().keys.add(key)
    run_backup(run_id=queued_run(harbour).pk, clock=lambda: NOW + timedelta(minutes=9))
    for model in (BackupSet, Medium, Run):
        model.objects.all().delete()
    for path in data_folder("index").iterdir():
        path.unlink()
    yield harbour
    for process in keeper._started:
        process.kill()
        process.wait(100)


def address(site: Site) -> str:
    return f"{PAGE}{site.drives.get().pk}/import/key/"


def done() -> DriveAct:
    return drive_acts.do_act(act_id=DriveAct.objects.get().pk, now=timezone.now())


def test_the_drives_page_leads_to_it_and_it_is_not_to_be_stored(client: Client, sealed: Site) -> None:
    drives = client.get(PAGE).content.decode()
    response = client.get(address(sealed))

    assert f'href="{address(sealed)}" aria-label="Import the backups on DVD-A with a key"' in drives
    assert "no-store" in response["Cache-Control"]
    assert "<b>DVD-A</b>, pool nightly" in response.content.decode()
    assert "python manage.py medium import --key-file FILE" in response.content.decode()


@pytest.mark.parametrize("way", ["pasted", "file"])
def test_with_its_key_the_files_get_their_names_and_the_key_is_forgotten(
    client: Client, sealed: Site, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    file = SimpleUploadedFile("key.txt", f"# mine\n{SECRET}\n".encode())
    response = client.post(address(sealed), {"key": SECRET} if way == "pasted" else {"file": file})
    asked = DriveAct.objects.get()
    assert response["Location"] == f"{PAGE}act/{asked.pk}/"
    assert fetch_key(asked.pk) == SECRET

    act = done()

    assert act.state == DriveAct.State.DONE, act.problem
    assert "without the names" not in act.answer
    assert BackupSet.objects.get().indexed_at is not None
    assert fetch_key(act.pk) is None
    told = [act.answer, str(act.arguments), caplog.text, *Event.objects.values_list("message", flat=True)]
    assert not [text for text in told if SECRET in text]
    files = [path for path in data_folder(".").rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
    assert "with a key" not in client.get(PAGE).content.decode()


def test_another_key_opens_nothing_and_is_forgotten_too(client: Client, sealed: Site) -> None:
    other = str(x25519.Identity.generate())
    client.post(address(sealed), {"key": other})

    act = done()

    assert "without the names of its files" in act.answer
    assert other not in act.answer
    assert BackupSet.objects.get().indexed_at is None
    assert fetch_key(act.pk) is None


@pytest.mark.parametrize("given", ["", "AGE-SECRET-KEY-1NONSENSE"])
def test_what_is_no_key_asks_nothing_of_the_drive(client: Client, sealed: Site, given: str) -> None:
    page = client.post(address(sealed), {"key": given}, follow=True).content.decode()

    assert "Nothing was changed" in page
    assert not given or given not in page
    assert not DriveAct.objects.exists()


def test_a_key_that_is_gone_before_its_turn_is_asked_for_again(client: Client, sealed: Site) -> None:
    client.post(address(sealed), {"key": SECRET})
    end_keeper(DriveAct.objects.get().pk)

    act = done()

    assert act.state == DriveAct.State.FAILED
    assert "not kept any more" in act.problem
    assert "Give the key once more" in act.next_step
    assert not BackupSet.objects.exists()


def test_where_no_worker_can_be_asked_it_is_forgotten_at_once(
    client: Client, sealed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(**_told: object) -> None:
        raise BrokerUnreachable("the broker does not answer")

    monkeypatch.setattr(drive_acts, "hand_over", unreachable)

    client.post(address(sealed), {"key": SECRET})

    act = DriveAct.objects.get()
    assert act.state == DriveAct.State.FAILED
    assert fetch_key(act.pk) is None


def test_the_form_without_its_token_is_refused(sealed: Site, client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    assert strict.post(address(sealed), {"key": SECRET}).status_code == 403
    assert not DriveAct.objects.exists()


def test_an_act_needs_its_key_while_it_is_open(harbour: Site, own_data_folder: Path) -> None:
    act = DriveAct.objects.create(drive=harbour.drives.get(), verb="import", asked_at=NOW)

    assert is_open(act_id=act.pk, now=NOW)
    assert not is_open(act_id=act.pk, now=NOW + LONGEST)
    DriveAct.objects.update(state=DriveAct.State.DONE)
    assert not is_open(act_id=act.pk, now=NOW)
