"""People at the shelf."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mmbackup.engine.errors import FormatError, MediumError
from mmbackup.engine.media.emulated import Shelf, ShelfMedium


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(str(tmp_path / "shelf"))


def test_a_new_shelf_is_empty(shelf: Shelf) -> None:
    assert shelf.media() == []
    assert shelf.loaded() is None


def test_media_are_listed_with_all_that_is_known(shelf: Shelf) -> None:
    shelf.add("B", 2000)
    shelf.add("A", 1000)
    shelf.insert("A")
    shelf.protect("B", on=True)
    Path(shelf.content("B"), "file").write_bytes(bytes(77))

    assert shelf.media() == [
        ShelfMedium("A", 1000, 0, write_protected=False, loaded=True),
        ShelfMedium("B", 2000, 77, write_protected=True, loaded=False),
    ]


def test_it_stays_as_it_was_left(shelf: Shelf) -> None:
    shelf.add("A", 1000)
    shelf.insert("A")

    assert Shelf(shelf.path).loaded() == "A"


def test_a_name_is_taken_once(shelf: Shelf) -> None:
    shelf.add("A", 1000)

    with pytest.raises(MediumError, match="already a medium A"):
        shelf.add("A", 2000)
    assert shelf.media()[0].capacity == 1000


@pytest.mark.parametrize("name", ["", "..", "../A", "a/b", ".hidden", "a\nb", " "])
def test_a_name_that_is_none_is_refused(shelf: Shelf, name: str) -> None:
    with pytest.raises(FormatError, match="a medium's name"):
        shelf.add(name, 1000)
    with pytest.raises((MediumError, FormatError)):
        shelf.insert(name)
    with pytest.raises((MediumError, FormatError)):
        shelf.protect(name, on=True)
    assert shelf.media() == []


@pytest.mark.parametrize("capacity", [0, -1])
def test_a_capacity_that_is_none_is_refused(shelf: Shelf, capacity: int) -> None:
    with pytest.raises(MediumError, match="more than 0"):
        shelf.add("A", capacity)


def test_the_drive_holds_one(shelf: Shelf) -> None:
    shelf.add("A", 1000)
    shelf.add("B", 1000)
    shelf.insert("A")

    with pytest.raises(MediumError, match="already holds A; eject it first"):
        shelf.insert("B")
    assert shelf.loaded() == "A"


def test_what_is_not_there_cannot_be_inserted_or_protected(shelf: Shelf) -> None:
    with pytest.raises(MediumError, match="no medium A on the shelf"):
        shelf.insert("A")
    with pytest.raises(MediumError, match="no medium A on the shelf"):
        shelf.protect("A", on=True)


def test_ejecting_from_an_empty_drive_is_fine(shelf: Shelf) -> None:
    shelf.eject()

    assert shelf.loaded() is None


def test_a_turn_that_is_over_ejects_nothing(shelf: Shelf) -> None:
    for name in ("A", "B"):
        shelf.add(name, 1000)
    shelf.insert("A")
    turn = shelf.turn()
    shelf.eject()
    shelf.eject(turn)
    shelf.insert("B")

    with pytest.raises(MediumError, match="changed meanwhile"):
        shelf.eject(turn)
    assert shelf.loaded() == "B"

    shelf.eject(shelf.turn())
    assert shelf.loaded() is None


def test_an_ejected_medium_keeps_its_content(shelf: Shelf) -> None:
    shelf.add("A", 1000)
    shelf.insert("A")
    Path(shelf.content("A"), "file").write_bytes(b"kept")

    shelf.eject()
    shelf.insert("A")

    assert Path(shelf.content("A"), "file").read_bytes() == b"kept"


def test_many_hands_at_once_leave_one_medium_in_the_drive(shelf: Shelf) -> None:
    names = [f"medium {number}" for number in range(8)]
    for name in names:
        shelf.add(name, 1000)

    def try_to_insert(name: str) -> bool:
        try:
            Shelf(shelf.path).insert(name)
        except MediumError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(try_to_insert, names))

    assert sum(done) == 1
    assert shelf.loaded() == names[done.index(True)]


def test_a_path_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shelf = Shelf(str(tmp_path / "file"))

    for attempt in (shelf.media, shelf.loaded, shelf.eject, lambda: shelf.add("A", 1)):
        with pytest.raises(MediumError, match="cannot be used"):
            attempt()
