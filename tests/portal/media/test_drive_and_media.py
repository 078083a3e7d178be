"""Drive and Media: what a person does at the emulated drive."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.label import label
from mmbackup.models import Drive, Site
from tests.portal.builders import LAST_NIGHT, make_running

PAGE = "/backup/drive/"
HOSTILE = "<img src=x>"


@pytest.fixture
def drive(site: Site) -> Drive:
    return site.drives.get()


@pytest.fixture
def shelf(drive: Drive, data_folder: Path) -> Shelf:
    """Sunday is labelled, Monday blank; the drive is empty."""
    shelf = Shelf(str(drive.settings["path"]))
    for name in ("Sunday", "Monday"):
        shelf.add(name, 4_700_000_000)
    shelf.insert("Sunday")
    medium = open_drive(drive.spec).open()
    label(medium=medium, name="Sunday", pool=drive.pool, now=LAST_NIGHT)
    medium.close()
    shelf.eject()
    return shelf


def test_it_shows_drive_and_shelf(client: Client, drive: Drive, shelf: Shelf) -> None:
    page = client.get(PAGE).content.decode()

    assert 'aria-label="Empty: no medium in the drive"' in page
    assert 'aria-label="Insert Sunday"' in page
    assert "of 4.7 GB" in page


def test_inserting_and_ejecting_move_the_medium(client: Client, drive: Drive, shelf: Shelf) -> None:
    page = client.post(f"{PAGE}{drive.pk}/insert/", {"name": "Sunday"}, follow=True).content.decode()
    assert shelf.loaded() == "Sunday"
    assert "Loaded and ready" in page
    assert "Eject Sunday" in page

    page = client.post(f"{PAGE}{drive.pk}/eject/", follow=True).content.decode()
    assert shelf.loaded() is None
    assert "The drive is empty" in page


def test_a_second_medium_does_not_go_in(client: Client, drive: Drive, shelf: Shelf) -> None:
    shelf.insert("Sunday")

    page = client.post(f"{PAGE}{drive.pk}/insert/", {"name": "Monday"}, follow=True).content.decode()

    assert "Nothing was changed" in page
    assert shelf.loaded() == "Sunday"


@pytest.mark.parametrize("name", ["", "Nobody", "../Sunday", "Sun\0day", "x" * 5000])
def test_a_medium_that_is_not_there_is_refused(client: Client, drive: Drive, shelf: Shelf, name: str) -> None:
    for deed in ("insert", "protect"):
        page = client.post(f"{PAGE}{drive.pk}/{deed}/", {"name": name}, follow=True)

        assert page.status_code == 200
        assert b"Nothing was changed" in page.content


def test_write_protection_is_switched_on_and_off(client: Client, drive: Drive, shelf: Shelf) -> None:
    shelf.insert("Sunday")

    page = client.post(
        f"{PAGE}{drive.pk}/protect/", {"name": "Sunday", "on": "on"}, follow=True
    ).content.decode()
    assert 'aria-label="Write-protected"' in page

    page = client.post(f"{PAGE}{drive.pk}/protect/", {"name": "Sunday"}, follow=True).content.decode()
    assert 'aria-label="Loaded and ready"' in page


def test_ejecting_from_under_a_run_asks_first(client: Client, site: Site, drive: Drive, shelf: Shelf) -> None:
    shelf.insert("Sunday")
    make_running(site, now=timezone.now())

    asked = client.post(f"{PAGE}{drive.pk}/eject/")
    assert b"Ejecting now makes it fail" in asked.content
    assert shelf.loaded() == "Sunday"

    client.post(f"{PAGE}{drive.pk}/eject/", {"sure": "yes"})
    assert shelf.loaded() is None


def test_a_blank_medium_is_told_from_a_labelled_one(client: Client, drive: Drive, shelf: Shelf) -> None:
    shelf.insert("Monday")

    assert "Blank: not labelled yet" in client.get(PAGE).content.decode()


def test_a_directory_drive_shows_its_state_and_no_hands(client: Client, site: Site, tmp_path: Path) -> None:
    Drive.objects.create(
        site=site, name="USB <1>", kind="directory", settings={"path": str(tmp_path / "nothing")}
    )

    page = client.get(PAGE).content.decode()

    assert "USB &lt;1&gt;" in page
    assert "by hand: this drive cannot do it by itself" in page


def test_a_drive_that_cannot_eject_says_that_hands_must(client: Client, site: Site, tmp_path: Path) -> None:
    settings = {"path": str(tmp_path), "must_be_mount": False}
    usb = Drive.objects.create(site=site, name="USB", kind="directory", settings=settings)

    page = client.post(f"{PAGE}{usb.pk}/eject/", follow=True).content.decode()

    assert "Take the medium out of USB by hand: nothing is using it." in page
