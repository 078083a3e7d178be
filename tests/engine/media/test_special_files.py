"""Files on a medium that are none: never waited for, never opened, never taken for a medium that is gone."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mmbackup.engine.errors import FormatError
from mmbackup.engine.media.folder_reader import FolderReader
from mmbackup.engine.media.port import Medium
from tests.engine.format.media_for_tests import content, open_medium, shelf_with


def _socket(path: Path) -> None:
    """Opening one fails as opening a device does whose drive is gone."""
    folder = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as one:  # the whole path would be too long for it
        one.bind(f"/proc/self/fd/{folder}/{path.name}")
    os.close(folder)


def _device_without_a_drive(path: Path) -> None:
    os.mknod(path, 0o600 | 0o020000, os.makedev(240, 255))


def _link(path: Path) -> None:
    path.with_name("file").write_bytes(b"content")
    path.symlink_to("file")


KINDS: list[Callable[[Path], object]] = [_socket, _link, Path.mkdir, os.mkfifo]
if os.geteuid() == 0:
    KINDS.append(_device_without_a_drive)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def medium(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Medium]:
    """With a folder, in which "special" is no regular file."""
    shelf = shelf_with(tmp_path, "A")
    folder = content(shelf) / "folder"
    folder.mkdir()
    request.param(folder / "special")
    opened = open_medium(shelf)
    yield opened
    opened.close()


def test_it_is_refused_by_each_way_of_reading(medium: Medium, tmp_path: Path) -> None:
    descriptor = os.open(tmp_path / "shelf/media/A/content/folder", os.O_RDONLY)

    with pytest.raises(FormatError):
        medium.read_small("folder/special", 10)
    with pytest.raises(FormatError):
        list(medium.read_back("folder/special"))
    with closing(FolderReader(descriptor)) as reader, pytest.raises(FormatError):
        reader.open("special")
