"""Labelling: only what is blank, and the identity comes last."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmbackup.engine.errors import ForeignMedium, FormatError, MediumFull, WriteProtected, WrongMedium
from mmbackup.engine.format.identity import read_identity
from mmbackup.engine.format.readme import readme, restore_script
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.label import label
from tests.engine.format.media_for_tests import content, open_medium, shelf_with

NOW = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return shelf_with(tmp_path, "A")


@pytest.fixture
def medium(shelf: Shelf) -> Iterator[Medium]:
    opened = open_medium(shelf)
    yield opened
    opened.close()


def put_label(medium: Medium, name: str = "Monday", pool: str = "nightly") -> None:
    label(medium=medium, name=name, pool=pool, now=NOW)


def test_a_blank_medium_is_labelled(medium: Medium) -> None:
    identity = label(medium=medium, name="Monday", pool="nightly", now=NOW)

    assert read_identity(medium) == identity
    assert (identity.name, identity.pool, identity.first_used_at) == ("Monday", "nightly", NOW)
    assert identity.write_count == 0


def test_it_holds_all_a_stranger_needs(medium: Medium, shelf: Shelf) -> None:
    put_label(medium)

    assert (content(shelf) / "README.txt").read_bytes() == readme()
    assert (content(shelf) / "restore.sh").read_bytes() == restore_script()


def test_two_media_are_never_the_same(tmp_path: Path, medium: Medium) -> None:
    first = label(medium=medium, name="A", pool="nightly", now=NOW)
    other = open_medium(shelf_with(tmp_path / "other", "A"))

    second = label(medium=other, name="A", pool="nightly", now=NOW)

    assert first.uuid != second.uuid
    other.close()


def test_a_freshly_made_file_system_is_blank(medium: Medium, shelf: Shelf) -> None:
    (content(shelf) / "lost+found").mkdir()

    put_label(medium)

    assert read_identity(medium) is not None


def test_a_label_is_never_replaced(medium: Medium) -> None:
    put_label(medium)
    before = read_identity(medium)

    with pytest.raises(WrongMedium, match="labelled already"):
        put_label(medium, "Tuesday")

    assert read_identity(medium) == before


def test_a_broken_label_is_never_replaced(medium: Medium, shelf: Shelf) -> None:
    (content(shelf) / "MMBACKUP.json").write_text("broken")

    with pytest.raises(WrongMedium):
        put_label(medium)

    assert (content(shelf) / "MMBACKUP.json").read_text() == "broken"


@pytest.mark.parametrize(
    "name", ["thesis.doc", ".hidden", "README.TXT", ".incomplete-other", "System Volume Information"]
)
def test_foreign_data_is_named_and_left_alone(medium: Medium, shelf: Shelf, name: str) -> None:
    (content(shelf) / name).write_bytes(b"precious")

    with pytest.raises(ForeignMedium) as caught:
        put_label(medium)

    assert name in str(caught.value)
    assert [path.read_bytes() for path in content(shelf).iterdir()] == [b"precious"]


def test_a_long_list_of_foreign_data_is_cut(medium: Medium, shelf: Shelf) -> None:
    for number in range(10):
        (content(shelf) / f"file {number}\n").touch()

    with pytest.raises(ForeignMedium, match=r"file 0\\x0a, file 1\\x0a, file 2\\x0a and 7 more"):
        put_label(medium)


def test_a_readme_of_somebody_else_is_foreign(medium: Medium, shelf: Shelf) -> None:
    (content(shelf) / "README.txt").write_bytes(b"x" * len(readme()))

    with pytest.raises(ForeignMedium, match=r"README\.txt"):
        put_label(medium)


def test_a_folder_in_place_of_the_readme_is_foreign(medium: Medium, shelf: Shelf) -> None:
    (content(shelf) / "README.txt").mkdir()

    with pytest.raises(ForeignMedium):
        put_label(medium)


@pytest.mark.parametrize("left", [["README.txt"], ["README.txt", "restore.sh"], [".incomplete-restore.sh"]])
def test_a_label_cut_short_is_taken_up_again(medium: Medium, shelf: Shelf, left: list[str]) -> None:
    texts = {"README.txt": readme(), "restore.sh": restore_script(), ".incomplete-restore.sh": b"half"}
    for name in left:
        (content(shelf) / name).write_bytes(texts[name])

    put_label(medium)

    assert sorted(medium.names()) == ["MMBACKUP.json", "README.txt", "restore.sh"]


def test_a_protected_medium_is_left_alone(medium: Medium, shelf: Shelf) -> None:
    shelf.protect("A", on=True)

    with pytest.raises(WriteProtected):
        put_label(medium)
    assert medium.names() == []


def test_a_medium_too_small_for_a_label_gets_no_identity(tmp_path: Path) -> None:
    medium = open_medium(shelf_with(tmp_path / "small", "A", capacity=len(readme()) + 10))

    with pytest.raises(MediumFull):
        put_label(medium)

    assert read_identity(medium) is None
    medium.close()


@pytest.mark.parametrize(("name", "pool"), [("", "nightly"), ("a/b", "nightly"), ("A", ""), ("A", "a\nb")])
def test_a_name_that_is_none_is_refused(medium: Medium, name: str, pool: str) -> None:
    with pytest.raises(FormatError):
        put_label(medium, name, pool)
    assert medium.names() == []
