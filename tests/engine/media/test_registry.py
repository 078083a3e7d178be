"""Kinds of drives by name, and their settings checked before they are used."""

from pathlib import Path

import pytest

from mmbackup.engine.errors import MediumError
from mmbackup.engine.media.emulated import EmulatedDrive
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.media.registry import KINDS, check_settings, open_drive


def test_a_kind_is_found_by_its_name(tmp_path: Path) -> None:
    spec = DriveSpec("drive", "emulated", "nightly", {"path": str(tmp_path), "media": []})

    assert isinstance(open_drive(spec), EmulatedDrive)


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(MediumError, match="no kind of drive named 'tape'"):
        open_drive(DriveSpec("drive", "tape", "nightly"))


GOOD: dict[str, dict[str, object]] = {
    "directory": {"path": "/media/dvd", "must_be_mount": True},
    "block device": {"device": "/dev/sr0", "file_system": "udf"},
    "emulated": {"path": "/srv/shelf"},
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_good_settings_have_no_faults(kind: str) -> None:
    assert check_settings(kind, GOOD[kind]) == []


@pytest.mark.parametrize(
    ("settings", "faults"),
    [
        ({}, ["device: is missing", "file_system: is missing; udf for discs, ext4 for disks"]),
        ({"device": "sr0", "file_system": "udf"}, ["device: must be an absolute path, such as /dev/sr0"]),
        (
            {"device": "/dev/sr0", "file_system": "ntfs"},
            ["file_system: must be udf, for discs, or ext4, for disks"],
        ),
        (
            {"device": "/dev/sr0", "file_system": "udf", "path": "/m"},
            ["path: not known here; known: device, file_system"],
        ),
    ],
)
def test_each_fault_of_a_block_device_is_told(settings: dict[str, object], faults: list[str]) -> None:
    assert check_settings("block device", settings) == faults


@pytest.mark.parametrize(
    ("settings", "faults"),
    [
        ({}, ["path: is missing"]),
        ({"path": "media"}, ["path: must be an absolute path, such as /media/dvd"]),
        ({"path": ["/media"]}, ["path: must be an absolute path, such as /media/dvd"]),
        ({"path": "/m", "must_be_mount": "yes"}, ["must_be_mount: must be true or false"]),
        ({"path": "/m", "speed": 4}, ["speed: not known here; known: path, must_be_mount"]),
    ],
)
def test_each_fault_is_told_with_its_key(settings: dict[str, object], faults: list[str]) -> None:
    assert check_settings("directory", settings) == faults


def test_settings_of_an_unknown_kind_cannot_be_checked() -> None:
    with pytest.raises(KeyError):
        check_settings("tape", {})
