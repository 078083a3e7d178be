"""A block device as people work with it: format, label, look, eject, each done by who has the rights."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mmbackup.models import BackupSet, Custody, Drive, DriveAct, Event, Medium, Site
from mmbackup.services.drives import drive_acts, watch_drives
from mmbackup.services.drives.drive_acts import ask_drive, do_act
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.drives.drive_look import DriveLook
from mmbackup.services.drives.drive_sight import see_drive
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.drives.watch_drives import DriveWatch
from tests.builders import NOW
from tests.engine.media.block_devices import Slot
from tests.engine.media.mounts import make_ext4, mounted, needs_root

pytestmark = [pytest.mark.django_db, needs_root, pytest.mark.root]
SIZE = 32 << 20
Verb, State = DriveAct.Verb, DriveAct.State


@pytest.fixture
def slot(tmp_path: Path) -> Iterator[Slot]:
    made = Slot(tmp_path)
    yield made
    made.clear()


@pytest.fixture
def drive(harbour: Site, slot: Slot) -> Drive:
    settings = {"device": str(slot.link), "file_system": "ext4"}
    Drive.objects.update(name="RDX 1", kind="block device", settings=settings)
    return harbour.drives.get()


@pytest.fixture(autouse=True)
def _a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """That does at once what is asked of it."""

    def work(*, task: str, arguments: tuple[str, ...], **_: object) -> None:
        assert task == "mmbackup.tasks.drive_act"
        act = DriveAct.objects.get(pk=arguments[0])
        do_act(act_id=act.pk, now=act.asked_at)

    monkeypatch.setattr(drive_acts, "hand_over", work)


def blank(folder: Path) -> Path:
    image = folder / "blank.img"
    with image.open("wb") as file:
        file.truncate(SIZE)
    return image


def ask(drive: Drive, verb: DriveAct.Verb, **arguments: object) -> DriveAct:
    return ask_drive(drive=drive, verb=verb, by="anna", now=NOW, arguments=arguments)


def seen(drive: Drive) -> DriveLook:
    """By somebody without any right."""
    return look_into_drive(drive=Drive.objects.get(pk=drive.pk))


def test_nothing_is_known_before_somebody_looked(drive: Drive) -> None:
    assert seen(drive).state == "unreachable"
    assert "Nobody has looked into RDX 1 yet" in seen(drive).problem


def test_a_blank_disk_is_formatted_and_labelled_at_a_click(drive: Drive, slot: Slot, tmp_path: Path) -> None:
    slot.plug(blank(tmp_path))
    ask(drive, Verb.LOOK)
    assert (seen(drive).state, seen(drive).needs_format, seen(drive).word) == ("blank", True, "")

    formatted = ask(drive, Verb.FORMAT, typed="", seen="")
    assert (formatted.state, formatted.problem) == (State.DONE, "")
    assert (seen(drive).state, seen(drive).needs_format) == ("blank", False)

    labelled = ask(drive, Verb.LABEL, name="Monday", pool="nightly")
    assert labelled.answer == "The medium in RDX 1 is now Monday, pool nightly."
    look = seen(drive)
    assert (look.state, look.name, look.seen_at, look.problem) == ("loaded", "Monday", NOW, "")
    assert Medium.objects.get().place == Medium.Place.IN_DRIVE


def test_foreign_data_is_formatted_only_for_the_word_that_was_shown(
    drive: Drive, slot: Slot, tmp_path: Path
) -> None:
    image = make_ext4(tmp_path / "A.img", SIZE)
    with mounted(image, tmp_path / "plant") as at:
        (at / "holiday.jpg").write_bytes(b"of the family")
    slot.plug(image)
    ask(drive, Verb.LOOK)
    look = seen(drive)
    assert (look.state, look.word) == ("foreign", "holiday.jpg")

    refused = [
        ask(drive, Verb.FORMAT, typed=typed, seen=mark)
        for typed, mark in (("", look.mark), ("yes", look.mark), ("holiday.jpg", "another mark"))
    ]
    assert [act.state for act in refused] == [State.FAILED] * 3
    assert seen(drive).state == "foreign"

    assert ask(drive, Verb.FORMAT, typed="holiday.jpg", seen=look.mark).state == State.DONE
    assert seen(drive).state == "blank"


def test_bytes_that_nothing_explains_ask_for_the_drives_name(
    drive: Drive, slot: Slot, tmp_path: Path
) -> None:
    image = blank(tmp_path)
    image.write_bytes(b"x" * SIZE)
    slot.plug(image)
    ask(drive, Verb.LOOK)
    look = seen(drive)
    assert (look.state, look.needs_format, look.word) == ("foreign", True, "RDX 1")

    assert ask(drive, Verb.FORMAT, typed="", seen=look.mark).state == State.FAILED
    assert ask(drive, Verb.FORMAT, typed="RDX 1", seen=look.mark).state == State.DONE


def test_what_went_with_a_formatted_medium_is_remembered(drive: Drive, slot: Slot, tmp_path: Path) -> None:
    slot.plug(make_ext4(tmp_path / "A.img", SIZE))
    ask(drive, Verb.LABEL, name="Monday", pool="nightly")
    medium = Medium.objects.get()
    BackupSet.objects.create(
        uuid="11111111-1111-4111-8111-111111111111", medium=medium, name="a set", written_at=NOW
    )

    assert ask(drive, Verb.FORMAT, typed="Monday", seen=str(medium.uuid)).state == State.DONE

    assert BackupSet.objects.get().removed_at == NOW
    assert Custody.objects.filter(medium=medium, act=Custody.Act.FORMATTED).get().by == "anna"
    assert Event.objects.filter(message="Monday in RDX 1 was formatted by anna").exists()


def test_a_disk_that_cannot_be_ejected_is_released_for_a_hand(
    drive: Drive, slot: Slot, tmp_path: Path
) -> None:
    slot.plug(make_ext4(tmp_path / "A.img", SIZE))

    act = ask(drive, Verb.EJECT)

    assert act.answer == "Take the medium out of RDX 1 by hand: nothing is using it."


def test_while_a_run_is_at_it_the_last_sight_stands(drive: Drive, slot: Slot, tmp_path: Path) -> None:
    slot.plug(make_ext4(tmp_path / "A.img", SIZE))
    ask(drive, Verb.LABEL, name="Monday", pool="nightly")

    with drive_lock(drive_id=drive.pk):
        look = see_drive(drive=drive, now=NOW + timedelta(hours=1))

    assert (look.name, look.seen_at) == ("Monday", NOW)


def test_a_disk_that_comes_and_goes_is_noticed(
    drive: Drive, slot: Slot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[datetime] = []

    def note(*, now: datetime, **_: object) -> None:
        came.append(now)

    monkeypatch.setattr(watch_drives, "medium_came", note)
    watch = DriveWatch()
    image = make_ext4(tmp_path / "A.img", SIZE)
    slot.plug(image)
    ask(drive, Verb.LABEL, name="Monday", pool="nightly")
    moments = [NOW + timedelta(minutes=number) for number in range(3)]

    watch.look(now=moments[0])
    slot.pull()
    watch.look(now=moments[1])
    assert (seen(drive).state, Medium.objects.get().place) == ("empty", Medium.Place.ON_SHELF)
    slot.plug(image)
    watch.look(now=moments[2])

    assert (seen(drive).name, Medium.objects.get().place) == ("Monday", Medium.Place.IN_DRIVE)
    assert came[-1] == moments[2]
