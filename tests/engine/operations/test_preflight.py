"""Before a byte is written: what is in the drive, and may the backup go onto it?"""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from mmbackup.engine.errors import (
    ForeignMedium,
    MediumError,
    MediumLost,
    NoMedium,
    NotMounted,
    OtherPool,
    UnlabelledMedium,
    WriteProtected,
    WrongMedium,
)
from mmbackup.engine.format.identity import Identity, read_identity, write_identity
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.port import DriveSpec, Medium
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.operations.label import label
from mmbackup.engine.operations.preflight import preflight
from mmbackup.engine.outcomes import Outcome
from tests.engine.format.media_for_tests import content, drive_of, open_medium, shelf_with
from tests.engine.media.mounts import break_device, make_ext4, mounted, needs_root

NOW = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return shelf_with(tmp_path, "A")


@pytest.fixture
def labelled(shelf: Shelf) -> Shelf:
    medium = open_medium(shelf)
    label(medium=medium, name="Monday", pool="nightly", now=NOW)
    medium.close()
    return shelf


def check_in(*, drive: DriveSpec, now: datetime = NOW, **more: Any) -> tuple[Medium, Identity]:
    """Pre-flight of a job onto this drive."""
    job = BackupJob("run", "Head Office", "Europe/Berlin", now, drive, (), "log", "spool", **more)
    found = preflight(job=job, now=now)
    return found.medium, found.identity


def accepted(shelf: Shelf, *, label_blank: bool = False, pool: str = "nightly") -> Medium:
    return check_in(drive=drive_of(shelf, label_blank=label_blank, pool=pool), now=NOW)[0]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_medium_of_the_pool_is_accepted_as_it_is(labelled: Shelf) -> None:
    before = everything(content(labelled))

    medium, identity = check_in(drive=drive_of(labelled), now=NOW)

    assert identity.name == "Monday"
    assert read_identity(medium) == identity
    assert everything(content(labelled)) == before
    medium.close()


def test_an_empty_drive(labelled: Shelf) -> None:
    labelled.eject()

    with pytest.raises(NoMedium, match="no medium in drive DVD-RAM 1"):
        accepted(labelled)


def test_a_blank_medium_is_refused_where_the_drive_does_not_label(shelf: Shelf) -> None:
    with pytest.raises(UnlabelledMedium, match="blank"):
        accepted(shelf)

    assert everything(content(shelf)) == {}


def test_a_blank_medium_is_labelled_where_the_drive_does(shelf: Shelf) -> None:
    medium, identity = check_in(drive=drive_of(shelf, label_blank=True), now=NOW)

    assert (identity.name, identity.pool) == ("A", "nightly")
    assert read_identity(medium) == identity
    medium.close()


@pytest.mark.parametrize("label_blank", [True, False])
def test_foreign_data_is_never_touched(shelf: Shelf, *, label_blank: bool) -> None:
    (content(shelf) / "thesis.doc").write_bytes(b"precious")
    (content(shelf) / ".incomplete-thesis").write_bytes(b"precious too")
    before = everything(content(shelf))

    with pytest.raises(ForeignMedium, match=r"thesis\.doc"):
        accepted(shelf, label_blank=label_blank)

    assert everything(content(shelf)) == before


def test_another_pool_s_medium_is_refused_and_left_alone(labelled: Shelf) -> None:
    (content(labelled) / ".incomplete-20261121T020500Z-full-auto").mkdir()

    with pytest.raises(OtherPool, match="Monday belongs to the pool nightly, not to weekly"):
        accepted(labelled, pool="weekly")

    assert (content(labelled) / ".incomplete-20261121T020500Z-full-auto").exists()


@pytest.mark.parametrize("text", ["", "{}", "\xff", "[]"])
@pytest.mark.parametrize("label_blank", [True, False])
def test_a_broken_identity_is_never_overwritten(labelled: Shelf, text: str, *, label_blank: bool) -> None:
    (content(labelled) / "MMBACKUP.json").write_text(text)
    before = everything(content(labelled))

    with pytest.raises(WrongMedium, match=r"cannot be trusted: MMBACKUP\.json is broken") as caught:
        accepted(labelled, label_blank=label_blank)

    assert caught.value.outcome is Outcome.WRONG_MEDIUM
    assert everything(content(labelled)) == before


def test_an_identity_that_is_a_link_is_not_believed(labelled: Shelf, tmp_path: Path) -> None:
    identity = content(labelled) / "MMBACKUP.json"
    identity.rename(tmp_path / "elsewhere")
    identity.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(WrongMedium):
        accepted(labelled)


@pytest.mark.parametrize("is_labelled", [True, False])
def test_a_protected_medium(shelf: Shelf, *, is_labelled: bool) -> None:
    if is_labelled:
        accepted(shelf, label_blank=True).close()
    shelf.protect("A", on=True)

    with pytest.raises(WriteProtected, match="write-protected"):
        accepted(shelf, label_blank=True)


def test_a_medium_past_its_time(labelled: Shelf) -> None:
    medium, identity = check_in(drive=drive_of(labelled), now=NOW)
    write_identity(medium, identity._replace(replace_by=date(2026, 11, 21)))
    medium.close()

    with pytest.raises(WrongMedium, match="was to be replaced by 2026-11-21"):
        accepted(labelled)


def test_a_medium_on_its_last_day_is_accepted(labelled: Shelf) -> None:
    medium, identity = check_in(drive=drive_of(labelled), now=NOW)
    write_identity(medium, identity._replace(replace_by=NOW.date()))
    medium.close()

    accepted(labelled).close()


def test_what_a_run_that_died_left_is_removed(labelled: Shelf) -> None:
    leftover = content(labelled) / ".incomplete-20261121T020500Z-full-auto"
    leftover.mkdir()
    (leftover / "messages.0001.tar.zst").write_bytes(bytes(1000))
    (content(labelled) / ".incomplete-MMBACKUP.json").write_bytes(b"half")
    whole = content(labelled) / "20261120T020500Z-full-auto"
    whole.mkdir()

    accepted(labelled).close()

    names = sorted(path.name for path in content(labelled).iterdir())
    assert names == [whole.name, "MMBACKUP.json", "README.txt", "restore.sh"]


@needs_root
@pytest.mark.root
def test_a_leftover_that_cannot_be_removed_costs_room_and_not_the_night(tmp_path: Path) -> None:
    with mounted(make_ext4(tmp_path / "disk.img", 8 << 20), tmp_path / "mnt") as disk:
        leftover = disk / ".incomplete-20261121T020500Z-full-auto"
        check_in(drive=directory(disk), now=NOW)[0].close()
        leftover.mkdir()
        with mounted(make_ext4(tmp_path / "other.img", 4 << 20), leftover):
            check_in(drive=directory(disk), now=NOW)[0].close()
            assert leftover.exists()


def test_a_leftover_that_is_a_link_is_removed_and_not_followed(labelled: Shelf, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").touch()
    (content(labelled) / ".incomplete-x").symlink_to(outside)

    accepted(labelled).close()

    assert (outside / "file").exists()
    assert not os.path.lexists(content(labelled) / ".incomplete-x")


def test_a_refused_medium_is_closed(labelled: Shelf) -> None:
    before = len(os.listdir("/proc/self/fd"))

    for _ in range(5):
        with pytest.raises(OtherPool):
            accepted(labelled, pool="weekly")

    assert len(os.listdir("/proc/self/fd")) == before


def directory(path: Path) -> DriveSpec:
    return DriveSpec("disk 1", "directory", "nightly", {"path": str(path)}, label_blank=True)


@needs_root
@pytest.mark.root
def test_a_forgotten_mount_stores_nothing_on_the_server_s_disk(tmp_path: Path) -> None:
    with pytest.raises(NotMounted, match="nothing is mounted"):
        check_in(drive=directory(tmp_path), now=NOW)

    assert list(tmp_path.iterdir()) == []


@needs_root
@pytest.mark.root
def test_a_fresh_disk_is_labelled(tmp_path: Path) -> None:
    with mounted(make_ext4(tmp_path / "disk.img", 8 << 20), tmp_path / "mnt") as disk:
        medium, identity = check_in(drive=directory(disk), now=NOW)
        medium.close()

    assert identity.name.startswith("nightly ")


@needs_root
@pytest.mark.root
def test_a_disk_that_fails_is_lost(tmp_path: Path) -> None:
    with mounted(make_ext4(tmp_path / "disk.img", 8 << 20), tmp_path / "mnt") as disk:
        check_in(drive=directory(disk), now=NOW)[0].close()
        break_device(disk)

        with pytest.raises((MediumLost, WriteProtected)):
            check_in(drive=directory(disk), now=NOW)


@needs_root
@pytest.mark.root
@pytest.mark.parametrize("options", ["loop,ro"])
def test_a_disk_mounted_read_only_is_protected(tmp_path: Path, options: str) -> None:
    image = make_ext4(tmp_path / "disk.img", 8 << 20)
    with mounted(image, tmp_path / "mnt") as disk:
        check_in(drive=directory(disk), now=NOW)[0].close()

    with mounted(image, tmp_path / "mnt", options) as disk, pytest.raises(WriteProtected):
        check_in(drive=directory(disk), now=NOW)


def test_a_drive_of_an_unknown_kind_is_told() -> None:
    with pytest.raises(MediumError, match="no kind of drive"):
        check_in(drive=DriveSpec("drive", "tape", "nightly"), now=NOW)
