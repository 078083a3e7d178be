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


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_good_settings_have_no_faults(kind: str) -> None:
    assert check_settings(kind, {"path": "/media/dvd"}) == []


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
