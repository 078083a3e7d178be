"""A dock for cartridges and an optical drive behind the kernel's own SCSI drivers, played by scsi_debug.

Both have the same content: what is written into the dock is then on the disc. Only on a machine of its own.
"""

import time
from pathlib import Path

import pytest

from mmbackup.engine.errors import MediumError, MediumLost, NoMedium, WriteProtected
from mmbackup.engine.media import control
from mmbackup.engine.media.block.device import opened
from mmbackup.engine.media.block.optical import Disc, disc_in, is_optical, lock_tray
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.media.registry import open_drive

pytestmark = pytest.mark.scsi
DRIVER = Path("/sys/bus/pseudo/drivers/scsi_debug")
OPTICAL = "5"
DEADLINE = 30.0  # seconds


def drive(device: Path) -> DriveSpec:
    return DriveSpec(device.name, "block device", "nightly", {"device": str(device), "file_system": "udf"})


def plug(kind: str, device: str) -> Path:
    """A new drive, and the path by which it is found."""
    before = set(Path("/dev").glob(device))
    (DRIVER / "ptype").write_text(kind)
    (DRIVER / "add_host").write_text("1")
    until = time.monotonic() + DEADLINE
    while not (new := set(Path("/dev").glob(device)) - before):
        assert time.monotonic() < until, "no drive came"
        time.sleep(0.05)
    return new.pop()


@pytest.fixture
def dock() -> DriveSpec:
    return drive(plug("0", "sd?"))


@pytest.fixture
def disc(dock: DriveSpec) -> DriveSpec:
    """Holds what was written in the dock."""
    control.format_medium(dock)
    medium = open_drive(dock).open()
    medium.replace_small("MMBACKUP.json", b"{}")
    medium.close()
    return drive(plug(OPTICAL, "sr*"))


def test_a_dock_puts_its_cartridge_out(dock: DriveSpec) -> None:
    control.format_medium(dock)
    assert control.presence(dock)

    assert control.eject(dock)

    with pytest.raises(MediumLost):  # the unit was stopped; a real one would have no cartridge now
        open_drive(dock).open()


def test_a_dock_keeps_a_cartridge_that_is_in_use(dock: DriveSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmbackup.engine.media.block.device.RELEASE_PATIENCE", 0.0)
    control.format_medium(dock)
    medium = open_drive(dock).open()

    with pytest.raises(MediumError, match="is in use"):
        control.eject(dock)

    medium.replace_small("small", b"content")
    medium.close()


def test_a_disc_is_read_and_known_again(disc: DriveSpec) -> None:
    medium = open_drive(disc).open()

    assert medium.read_small("MMBACKUP.json", 10) == b"{}"
    assert medium.room().block == 2048
    for _ in range(2):
        medium.check()
        assert control.presence(disc) == control.presence(disc)

    medium.close()


def test_a_disc_that_the_drive_cannot_write_is_protected(disc: DriveSpec) -> None:
    medium = open_drive(disc).open()
    assert medium.is_write_protected()
    with pytest.raises(WriteProtected):
        medium.create("piece")
    medium.close()

    with pytest.raises(WriteProtected):
        control.format_medium(disc)


def test_a_tray_that_was_locked_is_opened_all_the_same(disc: DriveSpec) -> None:
    with opened(disc) as device:
        assert is_optical(device)
        assert disc_in(device) is Disc.THERE
        lock_tray(device, on=True)

    assert control.eject(disc)

    assert control.presence(disc) is None
    with pytest.raises(NoMedium, match="its tray is open"):
        open_drive(disc).open()
