"""A medium made by an enemy holds folders within folders, deeper than any program reckons with."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.operations.content import list_content
from tests.engine.format.media_for_tests import content, open_medium, shelf_with

DEPTH = 1_500


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Shelf]:
    """With a medium in the drive that holds them."""
    shelf = shelf_with(tmp_path, "A")
    descriptor = os.open(content(shelf), os.O_RDONLY)
    for _ in range(DEPTH):
        os.mkdir("d", dir_fd=descriptor)
        below = os.open("d", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    os.close(os.open("file", os.O_WRONLY | os.O_CREAT, dir_fd=descriptor))
    os.close(descriptor)
    yield shelf
    subprocess.run(["rm", "-rf", shelf.path], check=True, timeout=60)  # pytest cannot


@pytest.mark.long
def test_they_are_shown(deep: Shelf) -> None:
    medium = open_medium(deep)

    assert [item.name for item in list_content(medium)] == ["d"]


def test_they_are_measured(deep: Shelf) -> None:
    medium = open_medium(deep)

    assert medium.size("d") == 0


def test_they_are_removed(deep: Shelf) -> None:
    medium = open_medium(deep)

    medium.remove("d")

    assert medium.names() == []
