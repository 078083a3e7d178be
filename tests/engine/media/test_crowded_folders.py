"""Folders with more names than any of ours has: refused or gone through in steps, never held in memory."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.errors import FormatError
from mmbackup.engine.media import folder as folder_medium
from mmbackup.engine.media import tree
from mmbackup.engine.media.port import Medium, TooManyNames
from mmbackup.engine.media.tree import FOLDER_FLAGS, remove_tree
from mmbackup.engine.operations.content import list_content
from mmbackup.services.drives.drive_look import DriveState
from mmbackup.services.drives.look_into_drive import look_now
from tests.engine.format.media_for_tests import content, drive_of, open_medium, shelf_with


@pytest.fixture
def medium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Medium]:
    """Its folder "crowd" has one name more than is listed."""
    monkeypatch.setattr(folder_medium, "MOST_NAMES", 20)
    shelf = shelf_with(tmp_path, "A")
    _crowd(content(shelf) / "crowd", 21)
    opened = open_medium(shelf)
    yield opened
    opened.close()


def _crowd(folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}").touch()


def test_it_is_not_listed(medium: Medium) -> None:
    with pytest.raises(TooManyNames, match="more than 20 names"):
        medium.names("crowd")


def test_its_size_is_not_counted_to_the_end(medium: Medium) -> None:
    with pytest.raises(FormatError):
        medium.size("crowd")
    with pytest.raises(FormatError):
        medium.read_small("crowd", 10)


def test_it_is_named_without_its_size(medium: Medium) -> None:
    (item,) = list_content(medium)

    assert (item.name, item.size) == ("crowd", None)


def test_it_is_removed_in_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "_AT_ONCE", 7)
    _crowd(tmp_path / "crowd", 30)
    for number in range(20):
        _crowd(tmp_path / "crowd" / f"folder {number}" / "below", 9)
    descriptor = os.open(tmp_path, FOLDER_FLAGS)

    remove_tree(descriptor, "crowd")

    os.close(descriptor)
    assert list(tmp_path.iterdir()) == []


def test_a_look_into_the_drive_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_medium, "MOST_NAMES", 20)
    shelf = shelf_with(tmp_path, "A")
    _crowd(content(shelf), 21)

    look = look_now(drive_of(shelf))

    assert look.state is DriveState.UNREACHABLE
    assert "more than 20 names" in look.problem


def test_an_identity_without_end_is_not_read_to_its_end(medium: Medium, tmp_path: Path) -> None:
    identity = tmp_path / "shelf/media/A/content/MMBACKUP.json"
    identity.touch()
    os.truncate(identity, 1 << 40)

    with pytest.raises(FormatError, match="larger"):
        medium.read_small("MMBACKUP.json", 1 << 14)
