"""The directory drive on real file systems."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.errors import MediumError, MediumFull, MediumLost, NoMedium, NotMounted, WriteProtected
from mmbackup.engine.media.directory import DirectoryDrive
from mmbackup.engine.media.port import DriveSpec, Medium
from tests.engine.media.mounts import make_ext4, mounted, needs_root, run, unmount

pytestmark = [needs_root, pytest.mark.root]


def drive(path: Path | str, **settings: object) -> DirectoryDrive:
    return DirectoryDrive(DriveSpec("disk 1", "directory", "nightly", {"path": str(path), **settings}))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(make_ext4(tmp_path / "disk.img", 8 << 20), tmp_path / "mnt") as at:
        yield at


def test_a_folder_that_is_no_mount_point_is_no_medium(tmp_path: Path) -> None:
    with pytest.raises(NotMounted, match=f"no medium in drive disk 1: nothing is mounted at {tmp_path}"):
        drive(tmp_path).open()


def test_nothing_is_ever_stored_on_the_root_file_system() -> None:
    with pytest.raises(NotMounted):
        drive("/").open()


def test_a_missing_folder_is_no_medium(tmp_path: Path) -> None:
    with pytest.raises(NotMounted, match="is missing"):
        drive(tmp_path / "missing", must_be_mount=False).open()


def test_a_folder_is_taken_where_the_drive_allows_it(tmp_path: Path) -> None:
    medium = drive(tmp_path, must_be_mount=False).open()

    medium.create("piece").close()

    assert (tmp_path / "piece").exists()
    medium.close()


@pytest.mark.parametrize("value", [True, None, "no", 0])
def test_anything_but_false_asks_for_a_mount_point(tmp_path: Path, value: object) -> None:
    with pytest.raises(NotMounted):
        drive(tmp_path, must_be_mount=value).open()


def test_a_folder_below_a_mount_is_no_mount_point(disk: Path) -> None:
    (disk / "below").mkdir()

    with pytest.raises(NotMounted):
        drive(disk / "below").open()


def test_a_bind_mount_is_a_mount_point(tmp_path: Path) -> None:
    source, at = tmp_path / "source", tmp_path / "at"
    source.mkdir()
    at.mkdir()
    run("mount", "--bind", str(source), str(at))
    try:
        medium = drive(at).open()
        medium.create("piece").close()
        medium.close()
    finally:
        unmount(at)

    assert (source / "piece").exists()


def test_the_drive_may_be_named_by_a_link(disk: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(disk)

    medium = drive(tmp_path / "link").open()

    assert medium.names() == ["lost+found"]
    medium.close()


@pytest.mark.parametrize("path", ["", "relative", "a\0b", 7, None])
def test_a_path_that_is_none_is_told(path: object) -> None:
    with pytest.raises(MediumError, match="absolute path"):
        DirectoryDrive(DriveSpec("disk 1", "directory", "nightly", {"path": path}))


def test_a_disk_that_was_made_read_only_says_so(tmp_path: Path) -> None:
    image = make_ext4(tmp_path / "disk.img", 4 << 20)
    with mounted(image, tmp_path / "mnt", "loop,ro") as at:
        medium = drive(at).open()

        assert medium.is_write_protected()
        with pytest.raises(WriteProtected):
            medium.create("piece")
        medium.close()


def test_a_root_folder_that_nobody_may_write_says_so(disk: Path) -> None:
    run("chattr", "+i", str(disk))
    medium = drive(disk).open()

    assert medium.is_write_protected()
    run("chattr", "-i", str(disk))
    assert not medium.is_write_protected()
    medium.close()


def test_a_full_disk_is_full_and_not_protected(disk: Path) -> None:
    medium = drive(disk).open()
    fill(medium)

    assert not medium.is_write_protected()
    with pytest.raises(MediumFull):
        medium.replace_small("small", bytes(medium.room().free + (1 << 20)))
    medium.close()


def test_a_disk_without_a_free_inode_is_full(tmp_path: Path) -> None:
    image = make_ext4(tmp_path / "disk.img", 4 << 20, "-N", "16")
    with mounted(image, tmp_path / "mnt") as at:
        medium = drive(at).open()

        with pytest.raises(MediumFull):
            make_files(medium, 20)
        medium.close()


def test_nearly_all_of_a_disk_can_be_used(tmp_path: Path) -> None:
    image = make_ext4(tmp_path / "disk.img", 256 << 20, "-T", "largefile4")
    with mounted(image, tmp_path / "mnt") as at:
        medium = drive(at).open()
        room = medium.room()
        file = medium.create("piece")

        for start in range(0, room.free - room.slack, 1 << 20):
            file.write(bytes(min(1 << 20, room.free - room.slack - start)))
        file.sync()

        assert room.slack < room.free * 0.0005
        assert medium.room().free < room.free * 0.001
        medium.close()


def test_a_quota_like_reserve_is_not_counted_as_free(tmp_path: Path) -> None:
    image = make_ext4(tmp_path / "disk.img", 16 << 20, "-m", "20")
    with mounted(image, tmp_path / "mnt") as at:
        medium = drive(at).open()
        found = os.statvfs(at)

        assert medium.room().free == found.f_bavail * found.f_frsize < found.f_bfree * found.f_frsize
        medium.close()


def test_a_full_device_below_shows_at_sync_at_the_latest(tmp_path: Path) -> None:
    """The backing file lies on a small tmpfs: the disk says yes to a write and cannot keep it."""
    small = tmp_path / "small"
    small.mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small))
    try:
        with mounted(make_ext4(small / "disk.img", 64 << 20), tmp_path / "mnt") as at:
            medium = drive(at).open()
            with pytest.raises((MediumLost, MediumFull)):
                write_and_sync(medium, 16 << 20)
            medium.close()
    finally:
        unmount(small)


def make_files(medium: Medium, count: int) -> None:
    for number in range(count):
        medium.create(f"piece {number}").close()


def write_and_sync(medium: Medium, size: int) -> None:
    file = medium.create("piece")
    try:
        file.write(bytes(size))
        file.sync()
    finally:
        file.close()


def fill(medium: Medium) -> None:
    file = medium.create("ballast")
    with pytest.raises(MediumFull):
        file.write(bytes(medium.room().free + (1 << 20)))
    file.close()


def test_a_disk_mounted_over_it_is_another_one(disk: Path, tmp_path: Path) -> None:
    medium = drive(disk).open()

    with mounted(make_ext4(tmp_path / "other.img", 4 << 20), disk), pytest.raises(MediumLost):
        medium.check()
    medium.check()
    medium.close()


def test_opening_and_closing_leaks_nothing(disk: Path, tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))

    for _ in range(20):
        drive(disk).open().close()
        with pytest.raises(NoMedium):
            drive(tmp_path).open()

    assert len(os.listdir("/proc/self/fd")) == before
