"""A folder whose names move is read again until it is still; a file that goes on moving is followed on."""

import os
import time
from pathlib import Path

import pytest

from mmbackup.engine.sources.moved import MovedFiles
from mmbackup.engine.sources.scans import Scans, in_pairs

LONG_AGO = 1_000_000_000


def aged(folder: Path) -> bytes:
    """As one in which nothing has moved for long."""
    os.utime(folder, (LONG_AGO, LONG_AGO))
    return os.fsencode(folder)


def test_a_still_folder_is_read_once(tmp_path: Path) -> None:
    assert len(list(Scans().until_still(aged(tmp_path)))) == 1


def test_one_that_changed_meanwhile_is_read_again_until_it_is_still(tmp_path: Path) -> None:
    reads = 0
    for _ in Scans().until_still(aged(tmp_path)):
        reads += 1
        if reads == 1:
            (tmp_path / "mail").touch()

    assert reads > 1
    assert time.time() - tmp_path.stat().st_mtime > 0.05


def test_one_with_a_name_that_led_nowhere_is_read_again(tmp_path: Path) -> None:
    scans, folder = Scans(), aged(tmp_path)
    reads = 0
    for _ in scans.until_still(folder):
        reads += 1
        if reads == 1:
            scans.gone.append(b"mail")

    assert (reads, scans.gone) == (2, [])


def test_one_that_is_never_still_is_given_up(tmp_path: Path) -> None:
    reads = 0
    for _ in Scans().until_still(aged(tmp_path)):
        reads += 1
        (tmp_path / f"mail {reads}").touch()

    assert 1 < reads < 20


def test_a_file_is_new_in_one_scan_alone_by_each_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "mail").touch()
    status = (tmp_path / "mail").stat()
    scans = Scans()
    told = []
    for _ in scans.until_still(aged(tmp_path)):
        told.append((scans.is_new(status), scans.is_new(status)))
        if len(told) == 1:
            scans.gone.append(b"other")

    assert told == [(True, True), (False, False)]


@pytest.mark.parametrize("folders", [[b"/m/cur", b"/m/new"], [b"/m/new", b"/m/cur"]])
def test_new_is_read_before_cur(folders: list[bytes]) -> None:
    assert list(in_pairs([*folders, b"/m/tmp"])) == [(b"/m/new", b"/m/cur"), (b"/m/tmp",)]


@pytest.mark.parametrize("alone", [b"/m/cur", b"/m/new"])
def test_one_without_the_other_is_read_by_itself(alone: bytes) -> None:
    assert list(in_pairs([alone, b"/n/cur"])) == [(alone,), (b"/n/cur",)]


def test_a_file_that_goes_on_is_followed_until_it_is_gone(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    inode = (tmp_path / "a").stat().st_ino
    found = []
    moved = MovedFiles().places(os.fsencode(tmp_path / "a"), inode)

    for name, following in (("a", "b"), ("b", "c")):
        (tmp_path / name).rename(tmp_path / following)
        found.append(next(moved))
    (tmp_path / "c").unlink()

    assert found == [os.fsencode(tmp_path / "b"), os.fsencode(tmp_path / "c")]
    assert list(moved) == []
