"""A medium that could not be opened, or was closed, holds no descriptor: programs live for months."""

from pathlib import Path

import pytest

from mmbackup.engine.errors import MediumError, MediumLost
from mmbackup.engine.media.registry import open_drive
from tests.engine.format.media_for_tests import drive_of, shelf_with
from tests.open_files import held


@pytest.mark.parametrize("broken", ["media/A/medium.json", "drive.json"])
def test_a_broken_shelf_leaves_nothing_open(tmp_path: Path, broken: str) -> None:
    shelf = shelf_with(tmp_path, "A")
    Path(shelf.path, broken).write_text("no state")
    before = held()

    for _ in range(5):
        with pytest.raises(MediumError, match="not a state file"):
            open_drive(drive_of(shelf)).open()

    assert held() == before


def test_a_closed_medium_opens_nothing_again(tmp_path: Path) -> None:
    shelf = shelf_with(tmp_path, "A")
    before = held()
    medium = open_drive(drive_of(shelf)).open()
    medium.close()

    with pytest.raises(MediumLost, match="no longer open"):
        medium.check()

    assert held() == before
