"""The block device drive on disks behind loop devices: what it takes, what it refuses, what it leaves."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from mmbackup.engine.errors import (
    ForeignFileSystem,
    ForeignMedium,
    MediumDamaged,
    MediumError,
    MediumLost,
    NoMedium,
    UnformattedMedium,
    WriteProtected,
)
from mmbackup.engine.media import control
from mmbackup.engine.media.block import device as block_device
from mmbackup.engine.media.block.device import is_released
from mmbackup.engine.media.block.ext4_state import mend_if_unclean
from mmbackup.engine.media.block.uevents import BlockNews
from mmbackup.engine.media.port import DriveSpec, Medium
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.label import refuse_foreign
from tests.engine.media.block_devices import Slot, attach, detach, partition
from tests.engine.media.mounts import break_device, make_ext4, mounted, needs_root, run

pytestmark = [needs_root, pytest.mark.root]
SIZE = 32 << 20


@pytest.fixture
def slot(tmp_path: Path) -> Iterator[Slot]:
    made = Slot(tmp_path)
    yield made
    made.clear()


@pytest.fixture
def spec(slot: Slot) -> DriveSpec:
    settings = {"device": str(slot.link), "file_system": "ext4"}
    return DriveSpec("RDX 1", "block device", "nightly", settings)


def raw(folder: Path, name: str = "raw") -> Path:
    image = folder / f"{name}.img"
    with image.open("wb") as file:
        file.truncate(SIZE)
    return image


def opened(spec: DriveSpec) -> Medium:
    return open_drive(spec).open()


def test_a_mount_is_seen_by_nobody_and_gone_when_it_is_closed(
    slot: Slot, spec: DriveSpec, tmp_path: Path
) -> None:
    slot.plug(make_ext4(tmp_path / "A.img", SIZE))

    medium = opened(spec)
    medium.replace_small("small", b"content")

    assert slot.device not in Path("/proc/self/mountinfo").read_text()
    assert not is_released(slot.device, patience=0)
    medium.close()
    assert is_released(slot.device, patience=0)


def test_a_file_left_open_does_not_keep_the_medium(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    slot.plug(make_ext4(tmp_path / "A.img", SIZE))
    medium = opened(spec)
    medium.create("piece").write(b"half")

    medium.close()

    assert is_released(slot.device, patience=0)


HOLDS = """
import sys, time
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.media.registry import open_drive
settings = {"device": sys.argv[1], "file_system": "ext4"}
medium = open_drive(DriveSpec("RDX 1", "block device", "nightly", settings)).open()
medium.replace_small("before", b"content")
medium.create("piece").write(bytes(1000000))
print("writing", flush=True)
time.sleep(60)
"""


def test_a_killed_run_leaves_its_medium_clean(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    image = make_ext4(tmp_path / "A.img", SIZE)
    slot.plug(image)
    command = [sys.executable, "-c", HOLDS, str(slot.link)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait(30)

    assert is_released(slot.device)
    slot.pull()
    run("fsck.ext4", "-fn", str(image))


def test_reading_a_medium_changes_not_one_byte_of_it(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    image = make_ext4(tmp_path / "A.img", SIZE)
    with mounted(image, tmp_path / "plant") as at:
        (at / "holiday.jpg").write_bytes(b"foreign")
    before = image.read_bytes()
    slot.plug(image)

    medium = opened(spec)
    with pytest.raises(ForeignMedium, match=r"holiday\.jpg"):
        refuse_foreign(medium)
    assert not medium.is_write_protected()
    medium.close()

    slot.pull()
    assert image.read_bytes() == before


def test_an_empty_slot_has_no_medium(spec: DriveSpec) -> None:
    assert control.presence(spec) is None
    with pytest.raises(NoMedium, match=r"no medium in drive RDX 1: the device .* is not there"):
        opened(spec)


def test_a_device_without_medium_is_empty(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    """As a card reader, or a dock without its cartridge: the device is there and has no size."""
    slot.plug(raw(tmp_path))
    slot.cut()

    assert control.presence(spec) is None
    with pytest.raises(NoMedium, match="no medium in drive RDX 1"):
        opened(spec)


def test_each_change_of_medium_is_told_from_the_one_before(
    slot: Slot, spec: DriveSpec, tmp_path: Path
) -> None:
    image = raw(tmp_path)
    slot.plug(image)
    first = control.presence(spec)
    assert control.presence(spec) == first
    slot.pull()

    slot.plug(image)

    assert control.presence(spec) not in {None, first}


def test_a_blank_medium_without_file_system_says_so(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    slot.plug(raw(tmp_path))

    with pytest.raises(UnformattedMedium, match="blank and has no file system yet"):
        opened(spec)


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (("mkfs.minix",), "a file system of the kind minix"),
        (("mkswap", "-q", "-L", "photos"), "a file system of the kind swap, named photos"),
    ],
)
def test_what_is_no_file_system_of_ours_is_foreign(
    slot: Slot, spec: DriveSpec, tmp_path: Path, plant: tuple[str, ...], words: str
) -> None:
    image = raw(tmp_path)
    run(*plant, str(image))
    slot.plug(image)

    with pytest.raises(ForeignFileSystem, match=words):
        opened(spec)


def test_a_disk_of_partitions_is_foreign(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    image = raw(tmp_path)
    partition(image, 1)
    slot.plug(image)

    with pytest.raises(ForeignFileSystem, match=r"holds partitions \(dos\)"):
        opened(spec)


def test_bytes_that_nothing_explains_are_foreign(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    image = raw(tmp_path)
    image.write_bytes(os.urandom(SIZE))
    slot.plug(image)

    with pytest.raises(ForeignFileSystem, match="bytes of no known kind"):
        opened(spec)


def test_a_medium_that_somebody_mounted_is_not_taken_from_him(
    slot: Slot, spec: DriveSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.media.block.mounting.PATIENCE", 0.0)
    slot.plug(make_ext4(tmp_path / "A.img", SIZE))
    shown = slot.show(tmp_path / "desktop")

    with pytest.raises(MediumError, match=f"in use by another program .*{shown}: unmount it"):
        opened(spec)

    slot.hide(shown)
    opened(spec).close()


def test_a_device_that_is_none_is_told(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    slot.link.touch()

    with pytest.raises(MediumError, match="is no block device"):
        opened(spec)


def test_a_switch_on_the_medium_protects_it(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    slot.plug(make_ext4(tmp_path / "A.img", SIZE), read_only=True)
    medium = opened(spec)

    assert medium.is_write_protected()
    with pytest.raises(WriteProtected, match="write-protected"):
        medium.create("piece")

    medium.close()
    with pytest.raises(WriteProtected):
        control.format_medium(spec)


def test_a_switch_moved_between_look_and_write_is_met(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    """The kernel's own switch: it stops a mount that comes after it."""
    slot.plug(make_ext4(tmp_path / "A.img", SIZE))
    medium = opened(spec)
    assert not medium.is_write_protected()
    run("blockdev", "--setro", slot.device)

    with pytest.raises(WriteProtected):
        medium.create("piece")

    medium.close()
    run("blockdev", "--setrw", slot.device)


def test_a_disk_pulled_in_mid_run_is_mended_before_it_is_written_again(
    slot: Slot, spec: DriveSpec, tmp_path: Path
) -> None:
    image = make_ext4(tmp_path / "A.img", SIZE)
    slot.plug(image)
    medium = opened(spec)
    medium.replace_small("kept", b"content")
    medium.create("piece").write(bytes(5 << 20))
    slot.pull()
    with pytest.raises(MediumLost, match="is gone"):
        medium.check()
    medium.close()
    slot.plug(image)

    again = opened(spec)
    again.replace_small("new", b"more")

    assert again.read_small("kept", 100) == b"content"
    again.close()
    slot.pull()
    run("fsck.ext4", "-fn", str(image))


def test_a_file_system_that_takes_a_person_to_mend_is_damage(
    slot: Slot, spec: DriveSpec, tmp_path: Path
) -> None:
    image = make_ext4(tmp_path / "A.img", SIZE)
    with mounted(image, tmp_path / "plant") as at:
        for name in ("one", "two"):
            (at / name).write_bytes(bytes(100_000))
    run("debugfs", "-w", "-R", "copy_inode one two", str(image))  # both claim the same blocks now
    run("debugfs", "-w", "-R", "set_super_value state 2", str(image))
    slot.plug(image)
    medium = opened(spec)

    with pytest.raises(MediumDamaged, match="was not left cleanly: e2fsck failed"):
        medium.create("piece")

    medium.close()


def unclean(image: Path) -> Path:
    make_ext4(image, SIZE)
    run("debugfs", "-w", "-R", "set_super_value state 2", str(image))
    return image


@pytest.fixture
def held(slot: Slot, tmp_path: Path) -> Iterator[IO[bytes]]:
    """What another program that looks at an unclean medium holds: the kernel lets nobody in beside it."""
    slot.plug(unclean(tmp_path / "A.img"))
    with open(slot.device, "rb", opener=lambda path, flags: os.open(path, flags | os.O_EXCL)) as claimed:
        yield claimed


def test_mending_waits_for_another_program_that_looks(held: IO[bytes], slot: Slot, spec: DriveSpec) -> None:
    with block_device.opened(spec) as device:
        look = threading.Timer(0.3, held.close)
        look.start()

        mend_if_unclean(device)

        look.join()
    slot.pull()
    run("fsck.ext4", "-fn", str(slot.folder / "A.img"))


def test_a_medium_that_came_while_mending_waited_is_not_touched(
    held: IO[bytes], slot: Slot, spec: DriveSpec, tmp_path: Path
) -> None:
    other = unclean(tmp_path / "B.img")
    before, there = other.read_bytes(), attach(other)

    def exchange() -> None:
        slot.link.unlink()
        slot.link.symlink_to(there)
        held.close()

    with block_device.opened(spec) as device:
        look = threading.Timer(0.3, exchange)
        look.start()
        with pytest.raises(MediumLost):
            mend_if_unclean(device)
        look.join()

    detach(there)
    assert other.read_bytes() == before


def test_mending_gives_up_a_medium_that_another_program_keeps(
    held: IO[bytes], spec: DriveSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.media.block.device.RELEASE_PATIENCE", 0.0)

    with (
        block_device.opened(spec) as device,
        pytest.raises(MediumError, match="in use by another program") as told,
    ):
        mend_if_unclean(device)

    assert not isinstance(told.value, MediumDamaged)


def test_pulled_and_put_back_it_stays_lost(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    image = make_ext4(tmp_path / "A.img", SIZE)
    slot.plug(image)
    medium = opened(spec)
    slot.pull()
    slot.plug(image)

    for _ in range(2):
        with pytest.raises(MediumLost):
            medium.check()

    medium.close()


def test_a_dead_disk_is_lost_though_it_is_plugged_in(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    slot.plug(make_ext4(tmp_path / "A.img", SIZE))
    medium = opened(spec)
    medium.replace_small("MMBACKUP.json", b"{}")
    break_device(Path(f"/proc/self/fd/{medium._root}"))  # type: ignore[attr-defined]

    medium.room()
    with pytest.raises(MediumLost, match="stopped answering"):
        medium.check()

    medium.close()


# formatting


@pytest.mark.parametrize(
    ("file_system", "kind"), [("ext4", "ext4"), pytest.param("udf", "udf", id="udf, not mounted here")]
)
def test_formatting_makes_what_the_settings_ask_for(
    slot: Slot, spec: DriveSpec, tmp_path: Path, file_system: str, kind: str
) -> None:
    slot.plug(raw(tmp_path))

    control.format_medium(
        DriveSpec("RDX 1", "block device", "nightly", {**spec.settings, "file_system": kind})
    )

    found = subprocess.run(
        ["blkid", "-p", "-o", "value", "-s", "TYPE", slot.device], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == file_system


def test_a_formatted_medium_is_blank_and_nearly_all_of_it_is_room(
    slot: Slot, spec: DriveSpec, tmp_path: Path
) -> None:
    image = raw(tmp_path)
    with image.open("r+b") as file:
        file.truncate(1 << 30)
    slot.plug(image)

    control.format_medium(spec)

    medium = opened(spec)
    refuse_foreign(medium)
    assert medium.room().free > 0.98 * (1 << 30)
    medium.close()


def test_a_format_leaves_no_trace_of_what_was_there(slot: Slot, spec: DriveSpec, tmp_path: Path) -> None:
    image = raw(tmp_path)
    partition(image, 2)
    slot.plug(image)

    control.format_medium(spec)

    opened(spec).close()
    command = ["wipefs", "--noheadings", "--output", "TYPE", slot.device]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.split() == ["ext4"]


def test_what_is_mounted_is_never_formatted(
    slot: Slot, spec: DriveSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.media.block.formatting.PATIENCE", 0.0)
    slot.plug(make_ext4(tmp_path / "A.img", SIZE))
    shown = slot.show(tmp_path / "desktop")
    (shown / "thesis.txt").write_text("years of work")

    with pytest.raises(MediumError, match=f"in use .mounted at {shown}.: it is not formatted"):
        control.format_medium(spec)

    assert (shown / "thesis.txt").read_text() == "years of work"
    slot.hide(shown)


@pytest.fixture
def system_disk(tmp_path: Path) -> Iterator[str]:
    """A disk of two partitions, the first of which is mounted, as on a system's own disk."""
    image = raw(tmp_path, "system")
    partition(image, 2)
    device = attach(image)
    run("partx", "-u", device)
    run("mkfs.ext4", "-q", f"{device}p1")
    at = tmp_path / "root"
    at.mkdir()
    run("mount", f"{device}p1", str(at))
    yield device
    run("umount", str(at))
    run("partx", "-d", device)
    detach(device)


@pytest.mark.parametrize("part", ["", "p1", "p2"])
def test_no_part_of_a_disk_in_use_is_ever_formatted(
    system_disk: str, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.media.block.formatting.PATIENCE", 0.0)
    settings = {"device": f"{system_disk}{part}", "file_system": "ext4"}

    with pytest.raises(MediumError, match="a part of that disk is in use"):
        control.format_medium(DriveSpec("USB", "block device", "nightly", settings))


# ejecting


def test_a_disk_that_cannot_be_ejected_is_taken_out_by_hand(
    slot: Slot, spec: DriveSpec, tmp_path: Path
) -> None:
    slot.plug(raw(tmp_path))

    assert not control.eject(spec)


def test_a_medium_that_was_changed_meanwhile_is_not_ejected(
    slot: Slot, spec: DriveSpec, tmp_path: Path
) -> None:
    slot.plug(raw(tmp_path))
    before = control.presence(spec)
    slot.pull()
    slot.plug(raw(tmp_path))

    with pytest.raises(MediumError, match="changed meanwhile"):
        control.eject(spec, before)
    assert not control.eject(spec, control.presence(spec))


def test_an_empty_slot_is_ejected_already(spec: DriveSpec) -> None:
    assert control.eject(spec)


def test_nothing_is_ejected_while_somebody_uses_it(
    slot: Slot, spec: DriveSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.media.block.device.RELEASE_PATIENCE", 0.0)
    slot.plug(make_ext4(tmp_path / "A.img", SIZE))
    medium = opened(spec)

    with pytest.raises(MediumError, match="is in use, and is not ejected"):
        control.eject(spec)

    medium.close()


# news


def test_the_kernel_tells_when_a_disk_comes(slot: Slot, tmp_path: Path) -> None:
    with BlockNews() as news:
        slot.plug(raw(tmp_path))

        assert news.wait(30)
