"""A medium that could not be opened, or was closed, holds no descriptor: programs live for months."""

import errno
import os
from contextlib import closing
from pathlib import Path

import pytest

from mmbackup.engine.errors import MediumError, MediumLost
from mmbackup.engine.media.folder_reader import FolderReader
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

    assert held().since(before) == []


def test_a_closed_medium_opens_nothing_again(tmp_path: Path) -> None:
    shelf = shelf_with(tmp_path, "A")
    before = held()
    medium = open_drive(drive_of(shelf)).open()
    medium.close()

    with pytest.raises(MediumLost, match="no longer open"):
        medium.check()

    assert held().since(before) == []


def test_a_file_of_a_drive_that_dies_while_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slice").write_bytes(b"content")

    def dead(*_arguments: object) -> None:
        raise OSError(errno.EIO, "dead")

    with closing(FolderReader(os.open(tmp_path, os.O_RDONLY), past_cache=True)) as reader:
        before = held()
        monkeypatch.setattr(os, "posix_fadvise", dead)

        with pytest.raises(MediumError):
            reader.open("slice")

        assert held().since(before) == []
