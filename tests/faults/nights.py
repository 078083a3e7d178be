"""Nights on real disks, and what must be true after any of them."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from mmbackup.engine.events import BackupResult, Event, PhaseBegan, ignore
from mmbackup.engine.format.backup_set import list_sets
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.verify import read_back
from mmbackup.engine.outcomes import Phase
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.media.block_devices import Slot
from tests.engine.media.mounts import unmount
from tests.engine.operations.backup.night import Night, files
from tests.waiting import wait_until

DEADLINE = 60.0  # seconds, for a busy machine


class DiskNight(Night):
    """A night on a directory drive."""

    def __init__(self, folder: Path, disk: Path) -> None:
        super().__init__(folder)
        self._disk = disk
        settings: dict[str, object] = {"path": str(disk)}
        self.drive = DriveSpec("disk 1", "directory", "nightly", settings, label_blank=True)

    @property
    def content(self) -> Path:
        return self._disk


class SlotNight(Night):
    """A night on a disk, or on a disc's file system, that is plugged into a slot."""

    def __init__(self, folder: Path, file_system: str) -> None:
        super().__init__(folder)
        self.slot = Slot(folder)
        settings: dict[str, object] = {"device": str(self.slot.link), "file_system": file_system}
        self.drive = DriveSpec("RDX 1", "block device", "nightly", settings, label_blank=True)


def plant(night: Night) -> tuple[SourceSpec, ...]:
    """A little system data, and messages of some frames."""
    night.write("system/config", b"system" * 1000)
    for number in range(12):
        night.write(f"mail/{number}", bytes([number]) * 1000 + night_noise(number))
    return (
        files("detailed-system-data", night.servers / "system"),
        files("messages", night.servers / "mail"),
    )


def night_noise(seed: int) -> bytes:
    """Incompressible, and the same in each run."""
    return random.Random(seed).randbytes(400_000)


def proven_sets(night: Night) -> list[BackupSet]:
    """The sets on the medium that say they are verified; each is read back here, and must be what it says."""
    medium = night.medium()
    try:
        verified = [one for one in list_sets(medium) if one.is_verified]
        for one in verified:
            read_back(
                medium=medium,
                folder=one.name,
                backup_set=one,
                listen=ignore,
                clock=lambda: datetime.now(UTC),
                cancelled=lambda: False,
            )
    finally:
        medium.close()
    return verified


def assert_honest(night: Night, result: BackupResult) -> None:
    """What the run says of itself is so."""
    verified = [one.uuid for one in proven_sets(night)]
    assert result.outcome.is_verified == ("successfully" in result.verdict)
    if result.outcome.is_verified:
        assert result.set_uuid in verified
    assert night.log.splitlines()[-1] == result.verdict


def at_start_of(phase: Phase, act: Callable[[], None]) -> Callable[[Event], None]:
    def listen(event: Event) -> None:
        if isinstance(event, PhaseBegan) and event.phase is phase:
            act()

    return listen


@contextmanager
def faulty_disk(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Mount point and control file of a disk that behaves until the control file says otherwise."""
    shown, at, control = folder / "shown", folder / "disk", folder / "control"
    for path in (shown, at):
        path.mkdir()
    control.touch()
    with faulty_mount(shown, at, control):
        yield at, control


@contextmanager
def faulty_mount(shown: Path, at: Path, control: Path) -> Iterator[None]:
    program = [sys.executable, str(Path(__file__).with_name("faulty_disk.py"))]
    with subprocess.Popen([*program, str(shown), str(at), str(control)], stderr=subprocess.PIPE) as process:
        try:
            wait_until(lambda: is_mounted(at, process), "the disk is mounted")
            yield
        finally:
            unmount(at)
            process.terminate()
            process.communicate(timeout=DEADLINE)


def is_mounted(at: Path, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None, process.stderr.read() if process.stderr else ""
    return at.is_mount()
