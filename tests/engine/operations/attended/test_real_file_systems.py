"""Attended backups onto real ext4 media: blocks count, the kernel says when it is full, disks break."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from mmbackup.engine.events import Event, PhaseBegan, Step
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome, Phase
from tests.engine.media.mounts import break_device, make_ext4, mounted, needs_root
from tests.engine.operations.attended.archives import members
from tests.engine.operations.attended.several import Several
from tests.engine.operations.backup.night import files

pytestmark = [pytest.mark.root, needs_root, pytest.mark.long]
MEBIBYTE = 1 << 20


class Disks:
    """Images of one size; step() mounts one for the length of a part."""

    def __init__(self, several: Several) -> None:
        self.several = several
        self.at = several.folder / "mount"
        self.drive = DriveSpec("Disk 1", "directory", "nightly", {"path": str(self.at)}, label_blank=True)

    def add(self, name: str, size: int) -> None:
        make_ext4(self.several.folder / name, size)

    @contextmanager
    def inserted(self, name: str) -> Iterator[Path]:
        with mounted(self.several.folder / name, self.at) as mount:
            yield mount

    def step(self, job: BackupJob, name: str, listen: Callable[[Event], None] | None = None) -> Step:
        with self.inserted(name):
            return self.several.step(replace(job, drive=self.drive), listen=listen)


@pytest.fixture
def disks(several: Several) -> Disks:
    disks = Disks(several)
    for name in ("one", "two", "three"):
        disks.add(name, 20 * MEBIBYTE)
    return disks


def at_phase(phase: Phase, act: Callable[[], object]) -> Callable[[Event], None]:
    def listen(event: Event) -> None:
        if isinstance(event, PhaseBegan) and event.phase is phase:
            act()

    return listen


def test_a_file_larger_than_a_disk_fills_disk_after_disk(several: Several, disks: Disks) -> None:
    content = Random(1).randbytes(45 * MEBIBYTE)
    several.write("mail/large", content)
    several.fill("mail", 20, 10_000)
    job = several.begin(files("messages", several.servers / "mail"))

    steps = [disks.step(job, name) for name in ("one", "two", "three")]

    assert steps[-1].result is not None
    assert steps[-1].result.outcome is Outcome.FULL
    for step in steps[:-1]:
        assert step.part is not None
        assert step.part.medium_free < 0.02 * step.part.medium_capacity
    joined = b""
    for name in ("one", "two", "three"):
        with disks.inserted(name) as mount:
            (folder,) = mount.glob("2026*")
            found = members(folder, "messages")
            joined += b"".join(found[key] for key in sorted(found) if ".mmbackup-slice-" in key)
    assert joined == content


def test_somebody_else_fills_the_disk_in_the_middle_of_a_slice(several: Several, disks: Disks) -> None:
    several.write("mail/large", Random(1).randbytes(30 * MEBIBYTE))
    job = several.begin(files("messages", several.servers / "mail"))

    def eat() -> None:
        (disks.at / "foreign").write_bytes(os.urandom(8 * MEBIBYTE))

    first = disks.step(job, "one", listen=at_phase(Phase.WRITE, eat))

    assert first.part is not None or first.refused is not None
    steps = [disks.step(job, name) for name in ("two", "three")]
    results = [step.result for step in steps if step.result is not None]
    assert [result.outcome for result in results] == [Outcome.FULL]


def test_a_disk_that_breaks_is_refused_and_another_taken(several: Several, disks: Disks) -> None:
    several.fill("mail", 60, 100_000)
    job = several.begin(files("messages", several.servers / "mail"))

    step = disks.step(job, "one", listen=at_phase(Phase.WRITE, lambda: break_device(disks.at)))

    assert step.refused is not None
    assert step.refused.error in {"MediumLost", "WriteProtected"}
    result = disks.step(job, "two").result
    assert result is not None
    assert result.outcome is Outcome.FULL


def test_the_servers_own_disk_runs_full(several: Several) -> None:
    several.fill("mail", 40, 100_000)
    several.state = several.folder / "tiny"
    several.state.mkdir()
    tiny = str(several.state)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tiny", tiny], check=True, timeout=60)
    try:
        step = several.step(several.begin(files("messages", several.servers / "mail")), "A")
    finally:
        subprocess.run(["umount", tiny], check=True, timeout=60)

    assert step.result is not None
    assert step.result.error == "ServerDiskFull"
    assert several.sets_of("A") == []
    assert not list(several.content_of("A").glob(".incomplete-*"))
