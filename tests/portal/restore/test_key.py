"""The key of a restore: it goes to the keeper, and is neither shown, logged nor written anywhere."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pyrage import x25519
from pytest_django import Settings

from mmbackup.models import Run, Site
from mmbackup.services.keys import keeper
from mmbackup.services.keys.keeper import end_keeper, fetch_key
from portal.restore.key_upload import LONGEST
from tests.portal.restore.backups import make_backup, make_server
from tests.portal.restore.runs import make_waiting_for_key
from tests.processes import product_environment

IDENTITY = x25519.Identity.generate()
SECRET = str(IDENTITY)


@pytest.fixture
def waiting(site: Site, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """With the surroundings that the keeper's own process finds."""
    for name, value in product_environment().items():
        monkeypatch.setenv(name, value)
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/nobody.sock"
    make_server(site)
    row = make_backup(site, "Greta", recipients=[str(IDENTITY.to_public())])
    run = make_waiting_for_key(site, now=timezone.now())
    run.restore.sets = [str(row.uuid)]
    run.restore.save()
    yield run
    end_keeper(run.pk)
    for process in keeper._started:
        process.kill()
        process.wait(100)


def address(run: Run) -> str:
    return f"/backup/restore/{run.pk}/key/"


def test_the_page_is_not_to_be_stored(client: Client, waiting: Run) -> None:
    response = client.get(address(waiting))

    assert "no-store" in response["Cache-Control"]
    assert b"Greta" in response.content


@pytest.mark.parametrize("way", ["pasted", "file"])
def test_a_key_reaches_the_keeper_and_nothing_else(
    client: Client, waiting: Run, way: str, data_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given = (
        {"key": f"# mine\n{SECRET}\n"}
        if way == "pasted"
        else {"file": SimpleUploadedFile("k", SECRET.encode())}
    )

    response = client.post(address(waiting), given, follow=True)

    assert fetch_key(waiting.pk) == SECRET
    assert SECRET not in response.content.decode()
    assert SECRET not in caplog.text
    written = [
        path for path in data_folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()
    ]
    assert written == []


def test_a_wrong_key_is_refused_and_not_shown_again(client: Client, waiting: Run) -> None:
    other = str(x25519.Identity.generate())

    page = client.post(address(waiting), {"key": other}, follow=True).content.decode()

    assert "not one of the keys that the backup is encrypted to" in page
    assert other not in page
    assert fetch_key(waiting.pk) is None


@pytest.mark.parametrize(
    "given", [{}, {"key": "  "}, {"file": SimpleUploadedFile("k", b"x" * (LONGEST + 1))}]
)
def test_nothing_or_far_too_much_is_no_key(client: Client, waiting: Run, given: dict[str, object]) -> None:
    page = client.post(address(waiting), given, follow=True).content.decode()

    assert "no key was given" in page.lower()


def test_a_form_without_its_token_is_refused(ada: object, site: Site, waiting: Run) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)  # type: ignore[arg-type]

    assert browser.post(address(waiting), {"key": SECRET}).status_code == 403
    assert fetch_key(waiting.pk) is None


def test_a_restore_that_needs_none_is_not_asked(client: Client, waiting: Run) -> None:
    waiting.restore.needs_key = False
    waiting.restore.save()

    assert client.get(address(waiting))["Location"] == f"/backup/restore/{waiting.pk}/"
