"""The emulated drive: full to the byte, pulled, exchanged and protected at any moment."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.errors import MediumError, MediumFull, MediumLost, NoMedium, WriteProtected
from mmbackup.engine.media.emulated import EmulatedDrive, Shelf
from mmbackup.engine.media.port import DriveSpec, Medium

CAPACITY = 10_000


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(str(tmp_path / "shelf"))
    shelf.add("A", CAPACITY)
    shelf.add("B", CAPACITY)
    shelf.insert("A")
    return shelf


@pytest.fixture
def medium(shelf: Shelf) -> Iterator[Medium]:
    opened = open_drive(shelf)
    yield opened
    opened.close()


def open_drive(shelf: Shelf) -> Medium:
    return EmulatedDrive(DriveSpec("DVD-RAM 1", "emulated", "nightly", {"path": shelf.path})).open()


def used(shelf: Shelf, name: str = "A") -> int:
    return next(medium.used for medium in shelf.media() if medium.name == name)


def test_it_takes_exactly_its_capacity(shelf: Shelf, medium: Medium) -> None:
    file = medium.create("piece")
    file.write(bytes(CAPACITY - 1))
    file.write(b"1")

    assert medium.room().free == 0
    with pytest.raises(MediumFull):
        file.write(b"1")
    assert used(shelf) == CAPACITY


def test_a_write_that_crosses_it_writes_what_fits(shelf: Shelf, medium: Medium) -> None:
    file = medium.create("piece")

    with pytest.raises(MediumFull):
        file.write(bytes(CAPACITY + 1))

    assert medium.size("piece") == CAPACITY


def test_all_files_count(medium: Medium) -> None:
    medium.make_folder("folder")
    medium.create("folder/one").write(bytes(6000))
    two = medium.create("two")

    two.write(bytes(4000))

    with pytest.raises(MediumFull):
        two.write(b"1")


def test_what_others_put_on_it_counts(shelf: Shelf) -> None:
    Path(shelf.content("A"), "foreign").write_bytes(bytes(4000))

    with_foreign = open_drive(shelf)

    assert with_foreign.room().free == 6000
    with_foreign.close()


def test_empty_writes_fit_on_a_full_medium(medium: Medium) -> None:
    file = medium.create("piece")
    file.write(bytes(CAPACITY))

    file.write(b"")
    medium.create("empty").close()

    assert medium.room().free == 0


@pytest.mark.parametrize("how", ["cut", "remove"])
def test_room_comes_back(medium: Medium, how: str) -> None:
    file = medium.create("piece")
    file.write(bytes(CAPACITY))
    if how == "cut":
        file.truncate(1000)
    else:
        medium.remove("piece")
    room = medium.room().free

    medium.create("other").write(bytes(room))

    assert room == (CAPACITY - 1000 if how == "cut" else CAPACITY)


def test_its_room_is_never_more_than_the_server_s_disk_has(tmp_path: Path) -> None:
    shelf = Shelf(str(tmp_path))
    shelf.add("huge", 1 << 60)
    shelf.insert("huge")
    below = os.statvfs(tmp_path)

    medium = open_drive(shelf)

    assert medium.room().capacity == 1 << 60
    assert medium.room().free <= below.f_blocks * below.f_frsize
    medium.close()


def test_put_back_in_mid_run_it_stays_lost(shelf: Shelf, medium: Medium) -> None:
    file = medium.create("piece")
    shelf.eject()
    shelf.insert("A")

    for _ in range(2):
        with pytest.raises(MediumLost, match="A was taken out"):
            file.write(b"more")


def test_protection_in_mid_run_stops_the_next_write(shelf: Shelf, medium: Medium) -> None:
    file = medium.create("piece")
    shelf.protect("A", on=True)

    with pytest.raises(WriteProtected, match="A is write-protected"):
        file.write(b"more")
    shelf.protect("A", on=False)
    file.write(b"more")

    assert medium.size("piece") == 4


def test_what_happens_to_other_media_is_no_loss(shelf: Shelf, medium: Medium) -> None:
    shelf.protect("B", on=True)
    shelf.add("C", 1)

    medium.check()

    assert medium.name_hint == "A"


def test_a_shelf_that_vanishes_takes_its_medium_along(shelf: Shelf, medium: Medium, tmp_path: Path) -> None:
    (tmp_path / "shelf" / "drive.json").unlink()

    with pytest.raises(MediumLost):
        medium.check()


def test_a_shelf_that_was_never_made_is_an_empty_drive(tmp_path: Path) -> None:
    with pytest.raises(NoMedium, match="no medium in drive DVD-RAM 1"):
        open_drive(Shelf(str(tmp_path / "nothing")))


def test_a_medium_that_was_deleted_from_the_shelf_is_told(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "shelf" / "media" / "A").rename(tmp_path / "elsewhere")

    with pytest.raises(MediumError, match="cannot be used"):
        open_drive(shelf)


@pytest.mark.parametrize("text", ["", "[]", "{", "\xff"])
def test_a_broken_state_is_told(shelf: Shelf, tmp_path: Path, text: str) -> None:
    (tmp_path / "shelf" / "drive.json").write_text(text)

    with pytest.raises(MediumError, match="not a state file"):
        open_drive(shelf)


def test_opening_and_closing_leaks_nothing(shelf: Shelf) -> None:
    before = len(os.listdir("/proc/self/fd"))

    for _ in range(20):
        open_drive(shelf).close()
    shelf.eject()
    for _ in range(20):
        with pytest.raises(NoMedium):
            open_drive(shelf)

    assert len(os.listdir("/proc/self/fd")) == before
