"""The drives are watched: a medium that comes or goes is noticed, remembered, and told to who waits."""

from datetime import datetime, timedelta

import pytest

from mmbackup.engine.errors import MediumError
from mmbackup.engine.media import control
from mmbackup.engine.media.port import DriveSpec
from mmbackup.models import Custody, Drive, Medium, Run, Site
from mmbackup.services.drives import watch_drives as room
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.drives.drive_sight import see_drive
from mmbackup.services.drives.eject import eject_medium
from mmbackup.services.drives.shelf import shelf_of
from mmbackup.services.drives.watch_drives import DriveWatch
from mmbackup.services.media.label_medium import label_medium
from tests.builders import NOW, queued_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def drive(harbour: Site) -> Drive:
    """Sunday is in it, and DVD-B on its shelf."""
    label_medium(drive=harbour.drives.get(), name="Sunday", now=NOW)
    return harbour.drives.get()


@pytest.fixture
def came(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was in the drive each time somebody was told that a medium came."""
    told: list[str] = []

    def note(*, drive: Drive, now: datetime) -> None:
        drive.refresh_from_db()
        told.append(drive.seen["name"])

    monkeypatch.setattr(room, "medium_came", note)
    return told


def minute(number: int) -> datetime:
    return NOW + timedelta(minutes=number)


def test_what_is_there_at_the_start_is_told_once(drive: Drive, came: list[str]) -> None:
    watch = DriveWatch()

    for number in range(3):
        watch.look(now=minute(number))

    assert came == ["Sunday"]


def test_what_was_there_before_a_restart_is_no_news(drive: Drive, came: list[str]) -> None:
    DriveWatch().look(now=NOW)

    DriveWatch().look(now=minute(1))

    assert came == ["Sunday"]


def test_a_medium_that_came_while_nobody_watched_is_told(drive: Drive, came: list[str]) -> None:
    DriveWatch().look(now=NOW)
    shelf_of(drive).eject()
    shelf_of(drive).insert("DVD-B")

    DriveWatch().look(now=minute(1))

    assert came == ["Sunday", "DVD-B"]


def test_taking_out_is_remembered_and_putting_in_is_told(drive: Drive, came: list[str]) -> None:
    watch = DriveWatch()
    watch.look(now=NOW)

    shelf_of(drive).eject()
    watch.look(now=minute(1))
    away = Medium.objects.get().place
    shelf_of(drive).insert("DVD-A")
    watch.look(now=minute(2))

    assert (away, Medium.objects.get().place) == ("on shelf", "in drive")
    assert came == ["Sunday", "Sunday"]
    lines = Custody.objects.order_by("at").values_list("act", "by")
    assert list(lines)[1:] == [("ejected", "the drive"), ("inserted", "the drive")]


def test_taken_out_and_put_back_between_two_looks_is_told(drive: Drive, came: list[str]) -> None:
    watch = DriveWatch()
    watch.look(now=NOW)
    shelf_of(drive).eject()
    shelf_of(drive).insert("DVD-A")

    watch.look(now=minute(1))

    assert came == ["Sunday", "Sunday"]


def test_what_somebody_else_saw_first_is_told_all_the_same(drive: Drive, came: list[str]) -> None:
    watch = DriveWatch()
    watch.look(now=NOW)
    shelf_of(drive).eject()
    shelf_of(drive).insert("DVD-B")
    see_drive(drive=drive, now=minute(1), by="anna")

    watch.look(now=minute(2))

    assert came == ["Sunday", "DVD-B"]


def test_a_drive_that_is_used_by_a_run_is_left_alone(drive: Drive, came: list[str]) -> None:
    watch = DriveWatch()
    with drive_lock(drive_id=drive.pk):
        watch.look(now=NOW)
        assert (came, Drive.objects.get().seen_at) == ([], None)

    watch.look(now=minute(1))

    assert came == ["Sunday"]


def test_after_a_run_the_drive_is_looked_into_again(drive: Drive, came: list[str]) -> None:
    watch = DriveWatch()
    watch.look(now=NOW)
    Run.objects.filter(pk=queued_run(drive.site).pk).update(heard_at=minute(5))

    watch.look(now=minute(6))
    watch.look(now=minute(7))

    assert Drive.objects.get().seen_at == minute(6)
    assert came == ["Sunday"]


def test_a_medium_ejected_by_the_drive_is_no_news_twice(drive: Drive, came: list[str]) -> None:
    watch = DriveWatch()
    watch.look(now=NOW)
    eject_medium(drive=drive, by="attended backup", now=minute(1))

    watch.look(now=minute(2))

    assert list(Custody.objects.filter(act="ejected").values_list("by", flat=True)) == ["attended backup"]


def test_a_drive_that_fails_does_not_hide_the_others(drive: Drive, came: list[str]) -> None:
    Drive.objects.create(site=drive.site, name="broken", kind="emulated", settings={})

    def presence(spec: DriveSpec) -> str | None:
        if spec.name == "broken":
            raise MediumError("it smokes")
        return control.presence(spec)

    DriveWatch(presence).look(now=NOW)

    assert came == ["Sunday"]
    assert Drive.objects.get(name="broken").seen["state"] == "unreachable"


def test_without_a_site_there_is_nothing_to_do(db: None) -> None:
    DriveWatch().look(now=NOW)
