"""Drive Settings: a form for each kind, the checks of the file, and a look into the drive after saving."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mmbackup.engine.media.emulated import Shelf
from mmbackup.models import Change, Drive, DriveAct, Pool, Site
from mmbackup.services.drives import drive_acts

DRIVES = "/servers/drives/"
HOSTILE = "<script>alert(1)</script>"
TRAY = {"kind": "directory", "name": "Tray", "pool": "nightly"}


def sent_back(client: Client, address: str) -> dict[str, Any]:
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)} | {"kind": form.KIND}


def test_a_directory_is_added_and_looked_into(client: Client, site: Site, tmp_path: Path) -> None:
    values = {**TRAY, "path": str(tmp_path), "weekly_pool": ""}

    answer = client.post(f"{DRIVES}new/", values, follow=True).content.decode()

    drive = Drive.objects.get(name="Tray")
    assert drive.settings == {"path": str(tmp_path), "must_be_mount": False}
    assert "Seen there:" in answer
    assert Change.objects.first() is not None
    assert Pool.objects.get().name == "nightly"


def test_a_mount_point_is_what_is_usual(client: Client, site: Site) -> None:
    client.post(f"{DRIVES}new/", {**TRAY, "path": "/media/dvd", "must_be_mount": "on"})

    assert Drive.objects.get(name="Tray").settings == {"path": "/media/dvd"}


def test_a_device_is_looked_into_by_the_worker(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drive_acts, "hand_over", lambda **_: None)
    values = {"kind": "block device", "name": "Blu-ray", "pool": "nightly"}

    response = client.post(f"{DRIVES}new/", {**values, "device": "/dev/sr0", "file_system": "udf"})

    act = DriveAct.objects.get()
    assert response["Location"] == f"/backup/drives/acts/{act.pk}/" or str(act.pk) in response["Location"]
    assert act.drive.settings == {"device": "/dev/sr0", "file_system": "udf"}


def test_an_emulated_one_has_its_media_in_the_form(client: Client, site: Site, tmp_path: Path) -> None:
    shelf = str(tmp_path / "shelf")
    values = {"kind": "emulated", "name": "E", "pool": "nightly", "path": shelf}

    client.post(f"{DRIVES}new/", {**values, "discs": "Disc A, 60 MB\nDisc, B, 1 GB"})

    drive = Drive.objects.get(name="E")
    assert [medium.name for medium in Shelf(shelf).media()] == ["Disc A", "Disc, B"]
    client.post(f"{DRIVES}{drive.pk}/", {**sent_back(client, f"{DRIVES}{drive.pk}/"), "name": "E2"})
    drive.refresh_from_db()
    assert (drive.name, len(drive.settings["media"])) == ("E2", 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "DVD-RAM 1"}, "name"),
        ({"path": "media"}, "path"),
        ({"pool": "a/b"}, "pool"),
        ({"weekly_pool": "nowhere"}, "weekly_pool"),
    ],
    ids=["taken", "relative", "pool", "no pool"],
)
def test_a_fault_stands_at_its_field(client: Client, site: Site, change: dict[str, str], field: str) -> None:
    form = client.post(f"{DRIVES}new/", {**TRAY, "path": "/media/dvd", **change}).context["form"]

    assert list(form.errors) == [field]
    assert Drive.objects.count() == 1


@pytest.mark.parametrize("line", ["Disc A", "Disc A, much", ", 60 MB"])
def test_a_medium_without_a_size_is_named(client: Client, site: Site, line: str) -> None:
    values = {"kind": "emulated", "name": "E", "pool": "nightly", "path": "/nowhere/shelf", "discs": line}

    answer = client.post(f"{DRIVES}new/", values)

    assert answer.context["form"].errors
    assert Drive.objects.count() == 1


def test_the_second_of_two_who_change_it_at_once_is_told(client: Client, site: Site) -> None:
    drive = Drive.objects.get()
    values = sent_back(client, f"{DRIVES}{drive.pk}/")
    Drive.objects.update(name="Other")

    answer = client.post(f"{DRIVES}{drive.pk}/", {**values, "name": "Mine"}, follow=True).content.decode()

    assert "somebody else changed the drive Other meanwhile" in answer


def test_the_one_that_takes_the_nights_stays(client: Client, site: Site) -> None:
    drive = Drive.objects.get()
    shown = client.get(f"{DRIVES}{drive.pk}/").context["form"]["shown"].value()

    answer = client.post(f"{DRIVES}{drive.pk}/remove/", {"shown": shown}, follow=True).content.decode()

    assert "the nightly backup goes onto the drive DVD-RAM 1" in answer
    assert Drive.objects.exists()


def test_hostile_names_are_text(client: Client, site: Site) -> None:
    Drive.objects.update(name=HOSTILE, pool=HOSTILE, settings={"path": f"/{HOSTILE}"})

    for address in (DRIVES, f"{DRIVES}{Drive.objects.get().pk}/"):
        assert HOSTILE not in client.get(address).content.decode()
