"""What is in a drive, told in time even when the drive never answers."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.port import DriveSpec
from mmbackup.models import Event, Medium, Site
from mmbackup.services.drives import look_into_drive as room
from mmbackup.services.drives.look_into_drive import DriveLook, DriveState, look_into_drive
from mmbackup.services.drives.shelf import eject_medium, insert_medium, list_media, protect_medium
from mmbackup.services.media.label_medium import label_medium
from tests.builders import NOW
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db


def look(site: Site) -> DriveLook:
    return look_into_drive(drive=site.drives.get())


def test_a_blank_medium(harbour: Site) -> None:
    seen = look(harbour)

    assert (seen.state, seen.name, seen.capacity, seen.problem) == ("blank", "DVD-A", 100_000_000, "")


def test_a_labelled_one(harbour: Site) -> None:
    label_medium(drive=harbour.drives.get(), name="Sunday", now=NOW)

    seen = look(harbour)

    assert (seen.state, seen.name, seen.pool, seen.problem) == ("loaded", "Sunday", "nightly", "")
    assert 0 < seen.free < seen.capacity


def test_a_protected_one_and_one_of_another_pool_say_so(harbour: Site) -> None:
    drive = harbour.drives.get()
    label_medium(drive=drive, name="Sunday", now=NOW)
    protect_medium(drive=drive, name="DVD-A", on=True, now=NOW)
    assert "write-protected" in look(harbour).problem

    drive.pool = "weekly"
    drive.save()
    assert "belongs to the pool nightly" in look(harbour).problem


def test_an_empty_drive(harbour: Site) -> None:
    eject_medium(drive=harbour.drives.get(), now=NOW)

    seen = look(harbour)

    assert (seen.state, seen.problem) == ("empty", "No medium in drive DVD-RAM 1.")


def test_foreign_data(harbour: Site) -> None:
    shelf = Shelf(str(harbour.drives.get().settings["path"]))
    (Path(shelf.content("DVD-A")) / "holiday.jpg").touch()

    seen = look(harbour)

    assert seen.state == "foreign"
    assert "holiday.jpg" in seen.problem


def test_a_drive_that_never_answers_is_out_of_reach_and_asked_once(
    harbour: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PATIENCE", 0.05)
    answer, asked = threading.Event(), []

    def hangs(spec: DriveSpec) -> DriveLook:
        asked.append(spec)
        answer.wait(100)
        return DriveLook(DriveState.EMPTY)

    seen = [look_into_drive(drive=harbour.drives.get(), look=hangs) for _ in range(3)]

    wait_until(lambda: asked, "its thread has come to it")
    answer.set()
    assert [one.state for one in seen] == ["unreachable"] * 3
    assert seen[0].problem == "Drive DVD-RAM 1 does not answer."
    assert len(asked) == 1


def test_what_people_do_at_the_shelf_is_remembered(harbour: Site) -> None:
    drive = harbour.drives.get()
    label_medium(drive=drive, name="Sunday", now=NOW)

    eject_medium(drive=drive, now=NOW)
    assert Medium.objects.get().place == Medium.Place.ON_SHELF
    insert_medium(drive=drive, name="DVD-A", now=NOW + timedelta(minutes=1))
    assert Medium.objects.get().place == Medium.Place.IN_DRIVE

    assert [medium.loaded for medium in list_media(drive=drive)] == [True, False]
    assert list(Event.objects.values_list("message", flat=True))[:2] == [
        "DVD-A was inserted into DVD-RAM 1",
        "DVD-A was ejected from DVD-RAM 1",
    ]
