"""Which medium is where: each coming and going is written down once."""

from datetime import timedelta

import pytest

from mmbackup.models import Custody, Drive, Medium, Place, Site
from mmbackup.services.drives.drive_look import DriveLook, DriveState
from mmbackup.services.drives.remember_look import remember_look
from mmbackup.services.drives.shelf import eject_medium, insert_medium
from mmbackup.services.media.label_medium import label_medium
from mmbackup.services.media.medium_life import mark_lost
from mmbackup.services.media.places import move_medium
from mmbackup.services.media.remember_medium import remember_in_drive
from tests.builders import NOW
from tests.services.media.builders import make_medium

LATER = NOW + timedelta(hours=1)
UUID = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def drive(harbour: Site) -> Drive:
    return harbour.drives.get()


def acts_of(medium: Medium) -> list[tuple[str, str, str]]:
    """Oldest first: what, by whom, where."""
    lines = Custody.objects.filter(medium=medium).order_by("at", "id")
    return [(line.act, line.by, line.place) for line in lines]


def see(drive: Drive, uuid: str, name: str = "Friday") -> Medium:
    found = remember_in_drive(
        drive=drive, uuid=uuid, name=name, pool="nightly", capacity=10, free=5, now=NOW, by="ada"
    )
    assert found is not None
    return found


def test_a_label_a_way_out_and_a_way_in_are_written_down_with_who_did_it(drive: Drive) -> None:
    label_medium(drive=drive, name="Friday", by="ada", now=NOW)
    eject_medium(drive=drive, by="bob", now=LATER)
    insert_medium(drive=drive, name="DVD-A", by="eve", now=LATER + timedelta(minutes=1))

    assert acts_of(Medium.objects.get()) == [
        ("labelled", "ada", "DVD-RAM 1"),
        ("ejected", "bob", ""),
        ("inserted", "eve", "DVD-RAM 1"),
    ]


def test_a_medium_seen_twice_has_come_once(drive: Drive) -> None:
    see(drive, UUID)
    medium = see(drive, UUID)

    assert [act for act, _, _ in acts_of(medium)] == ["inserted"]


def test_a_medium_found_in_another_s_place_has_pushed_that_out(drive: Drive) -> None:
    first = see(drive, UUID)

    second = see(drive, UUID.replace("1", "2"), "Saturday")

    first.refresh_from_db()
    assert (first.place, second.place) == ("on shelf", "in drive")
    assert Custody.objects.get(medium=first, act="ejected").detail == "Saturday was found in its place"


def test_a_medium_moves_from_drive_to_drive(drive: Drive) -> None:
    medium = see(drive, UUID)
    other = Drive.objects.create(site=drive.site, name="DVD-RAM 2", kind="emulated")

    see(other, UUID)

    medium.refresh_from_db()
    assert medium.last_drive == other
    assert [place for _, _, place in acts_of(medium)] == ["DVD-RAM 1", "DVD-RAM 2"]


def test_a_lost_medium_is_found_in_a_drive(drive: Drive) -> None:
    medium = see(drive, UUID)
    mark_lost(medium=medium, reason="not in the cabinet", by="ada", now=NOW)

    see(drive, UUID)

    medium.refresh_from_db()
    assert medium.place == "in drive"


def test_what_has_no_identity_is_no_medium(drive: Drive) -> None:
    assert remember_in_drive(
        drive=drive, uuid="x'; --", name="Friday", pool="nightly", capacity=1, free=1, now=NOW
    ) is None  # fmt: skip
    assert not Medium.objects.exists()


@pytest.mark.parametrize("state", [DriveState.EMPTY, DriveState.BLANK, DriveState.FOREIGN])
def test_a_look_that_finds_no_medium_of_ours_puts_ours_on_the_shelf(drive: Drive, state: DriveState) -> None:
    medium = see(drive, UUID)

    remember_look(drive=drive, look=DriveLook(state), now=LATER, by="drives")

    medium.refresh_from_db()
    assert (medium.place, medium.place_name) == ("on shelf", "")
    assert acts_of(medium)[-1] == ("ejected", "drives", "")


def test_a_drive_that_does_not_answer_tells_nothing(drive: Drive) -> None:
    medium = see(drive, UUID)

    remember_look(drive=drive, look=DriveLook(DriveState.UNREACHABLE), now=LATER)

    medium.refresh_from_db()
    assert medium.place == "in drive"


def test_a_medium_is_brought_to_a_place_once(harbour: Site) -> None:
    medium = make_medium(harbour)
    vault = Place.objects.create(site=harbour, name="Fire safe", kind="in vault")

    moves = [move_medium(medium=medium, place=vault, by="ada", now=NOW) for _ in range(2)]

    assert moves == [True, False]
    assert (medium.place, medium.place_name) == ("in vault", "Fire safe")
    assert acts_of(medium) == [("moved", "ada", "Fire safe")]
    assert harbour.events.get().message == "Friday was brought to Fire safe by ada"


def test_a_medium_taken_out_of_its_place_is_no_longer_there(drive: Drive, harbour: Site) -> None:
    medium = see(drive, UUID)
    move_medium(medium=medium, place=Place.objects.create(site=harbour, name="Cabinet"), by="ada", now=NOW)

    see(drive, UUID)

    medium.refresh_from_db()
    assert (medium.place, medium.place_name) == ("in drive", "")
