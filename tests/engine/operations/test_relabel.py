"""A medium with something on it gets another label only with the consent of whoever saw what is there."""

import hashlib
import itertools
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from mmbackup.engine.errors import FormatError, MediumLost, WriteProtected
from mmbackup.engine.format.identity import Identity, read_identity, write_identity
from mmbackup.engine.media.emulated import EmulatedDrive, Shelf
from mmbackup.engine.media.port import DriveSpec, Medium
from mmbackup.engine.operations.content import ContentItem, list_content
from mmbackup.engine.operations.label import label, replace_date
from mmbackup.engine.operations.relabel import Consent, NoConsent, holding, relabel
from tests.to_be_closed import to_be_closed

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SET = "20261121T020500Z-full-auto"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(str(tmp_path / "shelf"))
    made.add("DVD-A", 1_000_000)
    made.insert("DVD-A")
    return made


@pytest.fixture
def medium(shelf: Shelf) -> Medium:
    spec = DriveSpec("DVD-RAM 1", "emulated", "nightly", {"path": shelf.path})
    return to_be_closed(EmulatedDrive(spec).open())


@pytest.fixture
def content(shelf: Shelf) -> Path:
    return Path(shelf.content("DVD-A"))


def labelled(medium: Medium) -> Identity:
    """Friday, with a set and a stranger's file on it."""
    identity = label(medium=medium, name="Friday", pool="nightly", now=NOW, replace_after_months=12)
    medium.make_folder(SET)
    medium.replace_small(f"{SET}/set.json", b"{}")
    medium.replace_small("letter.txt", b"dear")
    return identity


def anew(
    medium: Medium, typed: str, *, seen: str | None = None, keeps: bool = True, name: str = "Monday"
) -> Identity:
    consent = Consent(holding(medium).mark if seen is None else seen, typed)
    return relabel(
        medium=medium, name=name, pool="weekly", consent=consent, keeps_identity=keeps, now=NOW,
        replace_after_months=6,
    )  # fmt: skip


def test_with_its_name_typed_a_medium_of_ours_is_emptied_and_goes_on_under_another(medium: Medium) -> None:
    before = labelled(medium)

    after = anew(medium, "Friday")

    assert (after.name, after.pool) == ("Monday", "weekly")
    assert (after.uuid, after.first_used_at, after.replace_by) == (before.uuid, NOW, date(2027, 11, 22))
    assert read_identity(medium) == after
    assert medium.names() == ["MMBACKUP.json", "README.txt", "restore.sh"]


def test_one_that_nobody_knows_begins_anew(medium: Medium) -> None:
    before = labelled(medium)

    after = anew(medium, "Friday", keeps=False)

    assert after.uuid != before.uuid
    assert after.replace_by == date(2027, 5, 22)


@pytest.mark.parametrize("typed", ["", "friday", "Monday", "Friday!"])
def test_without_its_exact_name_nothing_is_touched(medium: Medium, typed: str) -> None:
    before = labelled(medium)

    with pytest.raises(NoConsent, match="type Friday exactly"):
        anew(medium, typed)

    assert read_identity(medium) == before
    assert SET in medium.names()


def test_a_medium_exchanged_since_it_was_shown_is_left_alone(medium: Medium) -> None:
    """By one of the same name, too."""
    before = labelled(medium)

    with pytest.raises(NoConsent, match="not the one that was shown"):
        anew(medium, "Friday", seen="22222222-2222-4222-8222-222222222222")

    assert read_identity(medium) == before


def test_foreign_data_is_removed_when_its_first_name_is_typed(medium: Medium) -> None:
    medium.make_folder("holiday")
    medium.replace_small("holiday/beach.jpg", b"waves")
    medium.replace_small("letter.txt", b"dear")
    assert holding(medium).word == "holiday"

    identity = anew(medium, " holiday ")

    assert read_identity(medium) == identity
    assert medium.names() == ["MMBACKUP.json", "README.txt", "restore.sh"]


def test_other_foreign_data_than_was_shown_is_left_alone(medium: Medium) -> None:
    medium.replace_small("a.txt", b"1")
    seen = holding(medium).mark
    medium.replace_small("b.txt", b"2")

    with pytest.raises(NoConsent, match="not the one"):
        anew(medium, "a.txt", seen=seen)

    assert medium.names() == ["a.txt", "b.txt"]


def test_a_blank_medium_asks_for_no_word(medium: Medium) -> None:
    assert anew(medium, "", seen="").name == "Monday"


def test_a_broken_identity_is_foreign_data(medium: Medium) -> None:
    medium.replace_small("MMBACKUP.json", b"{")

    assert holding(medium).identity is None
    assert anew(medium, "MMBACKUP.json").name == "Monday"


def test_a_name_that_nobody_can_type_is_typed_as_it_is_shown(medium: Medium, content: Path) -> None:
    (content / "a\nb").write_bytes(b"")

    assert holding(medium).word == "a\\x0ab"
    assert anew(medium, "a\\x0ab").name == "Monday"


def test_a_link_is_removed_and_what_it_points_to_is_not(
    medium: Medium, content: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_bytes(b"mine")
    (content / "link").symlink_to(kept)

    anew(medium, "link")

    assert (kept / "file").read_bytes() == b"mine"
    assert "link" not in medium.names()


def test_a_write_protected_medium_is_left_alone(medium: Medium, shelf: Shelf) -> None:
    before = labelled(medium)
    shelf.protect("DVD-A", on=True)

    with pytest.raises(WriteProtected):
        anew(medium, "Friday")

    assert read_identity(medium) == before


@pytest.mark.parametrize("name", ["", "a/b", "x" * 64, ".hidden"])
def test_what_is_no_name_is_refused_before_anything_is_removed(medium: Medium, name: str) -> None:
    labelled(medium)

    with pytest.raises(FormatError):
        anew(medium, "Friday", name=name)

    assert SET in medium.names()


class Pulled:
    """A medium that is pulled at its so manieth change."""

    def __init__(self, medium: Medium, changes: int) -> None:
        self._medium = medium
        self._left = changes

    def __getattr__(self, name: str) -> Any:
        if name in {"remove", "rename", "replace_small"}:
            self._left -= 1
            if self._left < 0:
                raise MediumLost("pulled")
        return getattr(self._medium, name)


def test_a_medium_pulled_at_any_moment_never_bears_the_new_name_above_old_sets(medium: Medium) -> None:
    old = labelled(medium)
    for changes in itertools.count():
        try:
            new = anew(cast("Medium", Pulled(medium, changes)), "Friday")
        except MediumLost:
            assert read_identity(medium) == old
        else:
            break

    assert changes > 3
    assert read_identity(medium) == new
    assert SET not in medium.names()


def test_a_full_medium_can_be_labelled_anew(medium: Medium) -> None:
    labelled(medium)
    medium.replace_small("filler", b"x" * (medium.room().free - 100_000))
    free = medium.room().free
    file = medium.create("last")
    file.write(b"x" * free)
    file.close()

    assert anew(medium, "Friday").name == "Monday"


def test_what_lies_there_is_told_in_a_few_lines(medium: Medium, content: Path) -> None:
    for number in range(20):
        medium.replace_small(f"file-{number:02}", b"x" * number)
    (content / "file-00").unlink()
    (content / "file-00").mkdir()
    (content / "file-00" / "inner").write_bytes(b"x" * 70)

    told = list_content(medium, leave_out={"file-01"})

    assert told[0] == ContentItem("file-00", 70)
    assert [item.size for item in told[1:]] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]


def test_a_folder_of_very_many_files_is_only_called_large(medium: Medium, content: Path) -> None:
    (content / "many").mkdir()
    for number in range(2_100):
        (content / "many" / str(number)).touch()

    assert list_content(medium) == (ContentItem("many", None),)


@pytest.mark.parametrize(
    ("first", "months", "expected"),
    [
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 11, 22), 0, None),
    ],
)
def test_the_day_to_replace_it_is_so_many_months_later(
    first: date, months: int, expected: date | None
) -> None:
    assert replace_date(first, months) == expected


def test_the_mark_of_foreign_data_tells_names_apart(medium: Medium) -> None:
    medium.replace_small("a", b"")

    assert holding(medium).mark == hashlib.sha256(b"a").hexdigest()


def test_an_identity_of_an_enemy_is_no_word_to_run_away_with(medium: Medium) -> None:
    write_identity(medium, Identity("11111111-1111-4111-8111-111111111111", "Friday", "nightly", NOW))

    assert holding(medium).word == "Friday"
