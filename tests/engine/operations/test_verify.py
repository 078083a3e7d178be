"""Read back: silence only when every byte on the device is as it was written."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import MediumDamaged, MediumLost, RunCancelled
from mmbackup.engine.events import Event, Listener, Progress, ignore
from mmbackup.engine.format import backup_set as sets
from mmbackup.engine.format import set_text
from mmbackup.engine.format.set_account import BackupSet, SetFile
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.port import DriveSpec, Medium
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.verify import read_back
from mmbackup.engine.outcomes import Phase
from mmbackup.engine.tally import Tally
from tests.engine.format.media_for_tests import content, open_medium, shelf_with
from tests.engine.media.mounts import break_device, make_ext4, mounted, needs_root

NOW = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)
NAME = "20261122T020500Z-full-auto"
CONTENTS = {
    "system-data.0001.tar.zst": os.urandom(100_000),
    "messages.0001.tar.zst": os.urandom(9_000_001),
    "messages.0002.tar.zst": b"",
    "LOG.txt": b"the log\n" * 100,
}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return shelf_with(tmp_path, "A", "B")


@pytest.fixture
def medium(shelf: Shelf) -> Iterator[Medium]:
    opened = open_medium(shelf)
    yield opened
    opened.close()


@pytest.fixture
def backup_set(medium: Medium) -> BackupSet:
    return write_set(medium)


@pytest.fixture
def folder(shelf: Shelf, backup_set: BackupSet) -> Path:
    return content(shelf) / NAME


def write_set(medium: Medium) -> BackupSet:
    medium.make_folder(NAME)
    for name, text in CONTENTS.items():
        file = medium.create(f"{NAME}/{name}")
        file.write(text)
        file.sync()
        file.close()
    files = tuple(
        SetFile(name, len(text), hashlib.sha256(text).hexdigest()) for name, text in CONTENTS.items()
    )
    tallies = (Tally(DataType.SYSTEM, "MSS1", 1, 1, 1, 1),)
    identity = (str(uuid4()), NAME, 1, 1, "Site", "run", str(uuid4()), "A")
    written = BackupSet(*identity, NOW, NOW, tallies, 0, files)
    sets.write(medium, NAME, written)
    return written


def compare(
    medium: Medium,
    backup_set: BackupSet,
    listen: Listener = ignore,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    read_back(
        medium=medium,
        folder=NAME,
        backup_set=backup_set,
        listen=listen,
        clock=lambda: NOW,
        cancelled=cancelled,
    )


def is_proven(medium: Medium, backup_set: BackupSet) -> bool:
    compare(medium, backup_set)
    return True


def test_a_set_that_is_whole_is_proven(medium: Medium, backup_set: BackupSet) -> None:
    assert is_proven(medium, backup_set)


def test_a_set_that_was_verified_before_is_proven_again(medium: Medium, backup_set: BackupSet) -> None:
    sets.write_verified(medium, NAME, at=NOW, by="mmbackup", verdict="FULL")

    assert is_proven(medium, backup_set)


def test_what_a_crash_left_of_the_last_verification_does_no_harm(
    medium: Medium, backup_set: BackupSet, folder: Path
) -> None:
    (folder / ".incomplete-verified.json").write_bytes(b"{")

    assert is_proven(medium, backup_set)
    sets.write_verified(medium, NAME, at=NOW, by="mmbackup", verdict="FULL")
    assert ".incomplete-verified.json" not in medium.names(NAME)


@pytest.mark.parametrize("name", [*CONTENTS, "set.json"])
@pytest.mark.parametrize("place", [0, -1])
def test_one_bit_that_differs_is_found(
    medium: Medium, backup_set: BackupSet, folder: Path, name: str, place: int
) -> None:
    path = folder / name
    damaged = bytearray(path.read_bytes() or b"\1")
    damaged[place] ^= 1
    path.write_bytes(damaged)

    with pytest.raises(MediumDamaged, match=name):
        compare(medium, backup_set)


@pytest.mark.parametrize("name", ["system-data.0001.tar.zst", "messages.0001.tar.zst", "LOG.txt", "set.json"])
def test_a_file_that_is_too_short_is_found(
    medium: Medium, backup_set: BackupSet, folder: Path, name: str
) -> None:
    size = (folder / name).stat().st_size
    os.truncate(folder / name, size - 1)

    with pytest.raises(MediumDamaged, match=f"{name} has {size - 1:,} bytes where {size:,} were written"):
        compare(medium, backup_set)


@pytest.mark.parametrize("name", [*CONTENTS, "set.json"])
def test_a_file_that_is_too_long_is_found(
    medium: Medium, backup_set: BackupSet, folder: Path, name: str
) -> None:
    size = (folder / name).stat().st_size
    os.truncate(folder / name, size + 1)

    with pytest.raises(MediumDamaged, match=f"{name} has {size + 1:,} bytes where {size:,} were written"):
        compare(medium, backup_set)


@pytest.mark.parametrize("name", [*CONTENTS, "set.json"])
def test_a_file_that_is_missing_is_found(
    medium: Medium, backup_set: BackupSet, folder: Path, name: str
) -> None:
    (folder / name).unlink()

    with pytest.raises(MediumDamaged, match=f"{name} is missing"):
        compare(medium, backup_set)


@pytest.mark.parametrize("name", ["messages.0003.tar.zst", "odd\nname", ".hidden"])
def test_a_file_that_was_never_written_is_found(
    medium: Medium, backup_set: BackupSet, folder: Path, name: str
) -> None:
    (folder / name).touch()

    with pytest.raises(MediumDamaged, match="was never written") as caught:
        compare(medium, backup_set)
    assert str(caught.value).isprintable()


def test_a_link_to_the_right_bytes_is_not_what_was_written(
    medium: Medium, backup_set: BackupSet, folder: Path, tmp_path: Path
) -> None:
    (folder / "LOG.txt").rename(tmp_path / "LOG.txt")
    (folder / "LOG.txt").symlink_to(tmp_path / "LOG.txt")

    with pytest.raises(MediumDamaged, match=r"LOG\.txt is not what was written"):
        compare(medium, backup_set)


def test_a_set_json_that_says_something_else_is_found(medium: Medium, backup_set: BackupSet) -> None:
    with pytest.raises(MediumDamaged, match=r"set\.json"):
        compare(medium, backup_set._replace(errors=1))


def test_a_missing_folder_is_damage(medium: Medium, backup_set: BackupSet) -> None:
    medium.remove(NAME)

    with pytest.raises(MediumDamaged, match="missing"):
        compare(medium, backup_set)


def test_a_medium_taken_out_meanwhile_is_lost(medium: Medium, backup_set: BackupSet, shelf: Shelf) -> None:
    def take_out(_event: Event) -> None:
        shelf.eject()

    with pytest.raises(MediumLost):
        compare(medium, backup_set, take_out)


def test_a_medium_exchanged_before_is_lost(medium: Medium, backup_set: BackupSet, shelf: Shelf) -> None:
    shelf.eject()
    shelf.insert("B")

    with pytest.raises(MediumLost):
        compare(medium, backup_set)


def test_it_can_be_cancelled(medium: Medium, backup_set: BackupSet) -> None:
    with pytest.raises(RunCancelled):
        compare(medium, backup_set, cancelled=lambda: True)


def test_it_tells_how_far_it_is_from_the_caller_s_own_thread(medium: Medium, backup_set: BackupSet) -> None:
    told: list[tuple[Event, int]] = []

    compare(medium, backup_set, lambda event: told.append((event, threading.get_ident())))

    first, last = told[0][0], told[-1][0]
    total = backup_set.size + len(set_text.encode(backup_set))
    files = len(CONTENTS) + 1
    assert isinstance(first, Progress)
    assert (first.files_total, first.size_total) == (files, total)
    assert last == Progress(Phase.READ_BACK, NOW, files, files, total, total)
    assert {thread for _, thread in told} == {threading.get_ident()}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(make_ext4(tmp_path / "disk.img", 32 << 20), tmp_path / "mnt") as at:
        yield at


def open_disk(disk: Path) -> Medium:
    return open_drive(DriveSpec("disk", "directory", "nightly", {"path": str(disk)})).open()


@needs_root
@pytest.mark.root
def test_damage_on_the_device_is_found_behind_a_cache_that_knows_better(disk: Path, tmp_path: Path) -> None:
    medium = open_disk(disk)
    written = write_set(medium)
    compare(medium, written)
    piece = disk / NAME / "messages.0001.tar.zst"
    assert piece.read_bytes() == CONTENTS[piece.name]  # and now it lies in the cache
    image = tmp_path / "disk.img"
    place = image.read_bytes().index(CONTENTS[piece.name][:4096])
    with image.open("r+b") as device:
        device.seek(place + 100)
        device.write(b"damaged!")
    assert piece.read_bytes() == CONTENTS[piece.name]

    with pytest.raises(MediumDamaged, match=r"messages\.0001\.tar\.zst reads back with other bytes"):
        compare(medium, written)
    medium.close()


@needs_root
@pytest.mark.root
def test_a_disk_that_stops_answering_is_lost(disk: Path) -> None:
    medium = open_disk(disk)
    written = write_set(medium)
    medium.replace_small("MMBACKUP.json", b"{}")
    break_device(disk)

    with pytest.raises(MediumLost):
        compare(medium, written)
    medium.close()
