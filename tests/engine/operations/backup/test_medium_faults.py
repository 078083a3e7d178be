"""Media that are not there, not ours, too full, or go away: told as they are, and earlier sets stay whole."""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mmbackup.engine.errors import MediumDamaged
from mmbackup.engine.events import Event, PhaseBegan, ignore
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.verify import read_back
from mmbackup.engine.outcomes import Outcome, Phase
from tests.engine.media.mounts import break_device, make_ext4, mounted, needs_root
from tests.engine.operations.backup.night import FIRST_NIGHT, Night, command, files


def at_phase(phase: Phase, act: Callable[[], object]) -> Callable[[Event], None]:
    def listen(event: Event) -> None:
        if isinstance(event, PhaseBegan) and event.phase is phase:
            act()

    return listen


def prove(night: Night) -> None:
    """Every set that can be seen is whole."""
    medium = night.medium()
    for backup_set in night.sets():
        read_back(
            medium=medium,
            folder=backup_set.name,
            backup_set=backup_set,
            listen=ignore,
            clock=lambda: FIRST_NIGHT,
            cancelled=lambda: False,
        )


def fill(night: Night, count: int = 100) -> None:
    for number in range(count):
        night.write(f"mail/{number}", os.urandom(100_000))


def test_no_medium(night: Night) -> None:
    night.write("mail/a")
    night.shelf.eject()

    result = night.run(files("messages", night.servers))

    assert result.outcome is Outcome.NO_MEDIUM
    assert result.verdict.startswith("AUTO BACKUP failed | no medium in drive DVD-RAM 1 - ")
    assert night.log.splitlines()[-2].startswith("Next step")


def test_write_protected(night: Night) -> None:
    night.write("mail/a")
    night.run(files("messages", night.servers))
    night.shelf.protect("A", on=True)

    result = night.run(files("messages", night.servers))

    assert result.outcome is Outcome.FAILED
    assert "write-protected" in result.reason


def test_foreign_data(night: Night) -> None:
    night.write("mail/a")
    (night.content / "holiday.jpg").write_bytes(b"not ours")

    result = night.run(files("messages", night.servers))

    assert result.outcome is Outcome.WRONG_MEDIUM
    assert os.listdir(night.content) == ["holiday.jpg"]


@pytest.mark.parametrize("phase", [Phase.WRITE, Phase.FINALISE])
def test_a_medium_taken_out_before_the_set_is_complete(night: Night, phase: Phase) -> None:
    fill(night)
    first = night.run(files("messages", night.servers))

    result = night.run(files("messages", night.servers), listen=at_phase(phase, night.shelf.eject))

    assert result.outcome is Outcome.FAILED
    assert "taken out" in result.reason
    night.shelf.insert("A")
    assert [one.name for one in night.sets()] == [first.set_name]
    prove(night)
    assert night.run(files("messages", night.servers)).outcome is Outcome.FULL
    assert not list(night.content.glob(".incomplete-*"))


def test_a_medium_taken_out_before_the_read_back_is_not_verified(night: Night) -> None:
    fill(night)

    result = night.run(files("messages", night.servers), listen=at_phase(Phase.READ_BACK, night.shelf.eject))

    assert result.outcome is Outcome.WRITTEN_NOT_VERIFIED
    assert result.set_name
    night.shelf.insert("A")
    assert night.sets()[0].verification is None
    prove(night)


def test_another_medium_put_in_meanwhile_is_left_alone(night: Night) -> None:
    fill(night)
    night.shelf.add("B", 1 << 30)

    def exchange() -> None:
        night.shelf.eject()
        night.shelf.insert("B")

    result = night.run(files("messages", night.servers), listen=at_phase(Phase.WRITE, exchange))

    assert result.outcome is Outcome.FAILED
    assert os.listdir(Path(night.shelf.path) / "media/B/content") == []


def test_a_byte_that_reads_back_wrong_fails_the_run(night: Night) -> None:
    fill(night)
    first = night.run(files("messages", night.servers))

    def damage() -> None:
        (piece, *_) = sorted(night.content.glob("*/messages.0001.tar.zst"), reverse=True)
        content = bytearray(piece.read_bytes())
        content[len(content) // 2] ^= 1
        piece.write_bytes(content)

    result = night.run(files("messages", night.servers), listen=at_phase(Phase.READ_BACK, damage))

    assert result.outcome is Outcome.FAILED
    assert "messages.0001.tar.zst" in result.reason
    assert result.next_step == MediumDamaged.next_step
    assert night.sets()[0].name == first.set_name
    assert night.sets()[1].verification is None


@pytest.mark.parametrize("phase", [Phase.COLLECT, Phase.WRITE])
def test_cancelled_before_the_set_is_complete(night: Night, phase: Phase) -> None:
    fill(night)
    wanted: list[Phase] = []

    result = night.run(
        files("messages", night.servers),
        listen=at_phase(phase, lambda: wanted.append(phase)),
        cancelled=lambda: bool(wanted),
    )

    assert result.outcome is Outcome.FAILED
    assert "cancelled" in result.reason
    assert night.sets() == []
    assert not list(night.content.glob(".incomplete-*"))


def test_cancelled_while_it_is_read_back(night: Night) -> None:
    fill(night)
    wanted: list[Phase] = []

    result = night.run(
        files("messages", night.servers),
        listen=at_phase(Phase.READ_BACK, lambda: wanted.append(Phase.READ_BACK)),
        cancelled=lambda: bool(wanted),
    )

    assert result.outcome is Outcome.WRITTEN_NOT_VERIFIED
    assert night.sets()[0].verification is None


@pytest.mark.root
@needs_root
def test_the_servers_own_disk_runs_full(night: Night) -> None:
    spool = night.folder / "tiny"
    spool.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tiny", str(spool)], check=True, timeout=60)
    try:
        for number in range(800):
            night.write(f"mail/{number}-{os.urandom(60).hex()}")

        result = night.run(files("messages", night.servers), spool_folder=str(spool))
    finally:
        subprocess.run(["umount", str(spool)], check=True, timeout=60)

    assert result.outcome is Outcome.FAILED
    assert "own disk" in result.verdict
    assert night.sets() == []


@pytest.mark.root
@needs_root
def test_a_commands_output_that_fills_the_servers_disk(night: Night) -> None:
    spool = night.folder / "tiny"
    spool.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tiny", str(spool)], check=True, timeout=60)
    try:
        result = night.run(
            command("installed-software", "head", "-c", "1000000", "/dev/zero"), spool_folder=str(spool)
        )
    finally:
        subprocess.run(["umount", str(spool)], check=True, timeout=60)

    assert result.outcome is Outcome.FAILED
    assert "own disk" in result.verdict


@pytest.mark.root
@needs_root
class TestRealFileSystem:
    """An ext4 of 80 MB as the medium."""

    @staticmethod
    def on(night: Night, mount: Path) -> None:
        night.drive = DriveSpec("Disk 1", "directory", "nightly", {"path": str(mount)}, label_blank=True)

    def test_it_is_filled_to_the_brim(self, night: Night) -> None:
        fill(night, 1200)
        image = make_ext4(night.folder / "image", 80 << 20)
        with mounted(image, night.folder / "mount") as mount:
            self.on(night, mount)
            before = os.statvfs(mount)

            result = night.run(files("messages", night.servers))

            after = os.statvfs(mount)
            assert result.outcome is Outcome.PARTIAL
            assert after.f_bavail < before.f_bavail * 0.01
            prove(night)
            night_content = mount / result.set_name
            assert sorted(path.name for path in night_content.iterdir() if "reserve" in path.name) == []

    def test_somebody_else_fills_it_meanwhile(self, night: Night) -> None:
        fill(night, 1200)
        image = make_ext4(night.folder / "image", 80 << 20)
        with mounted(image, night.folder / "mount") as mount:
            self.on(night, mount)

            def eat() -> None:
                (mount / "foreign").write_bytes(b"x" * (40 << 20))

            result = night.run(files("messages", night.servers), listen=at_phase(Phase.WRITE, eat))

            assert result.outcome is Outcome.PARTIAL
            assert 100 < result.tallies[0].saved_files < 400
            prove(night)

    def test_it_is_pulled(self, night: Night) -> None:
        fill(night)
        image = make_ext4(night.folder / "image", 80 << 20)
        with mounted(image, night.folder / "mount") as mount:
            self.on(night, mount)

            result = night.run(
                files("messages", night.servers), listen=at_phase(Phase.WRITE, lambda: break_device(mount))
            )

        assert result.outcome is Outcome.FAILED
        assert "successfully" not in result.verdict


_KILLED = """
import sys, pickle
from pathlib import Path
from mmbackup.engine.operations.backup import back_up
job = pickle.loads(Path(sys.argv[1]).read_bytes())
back_up(job=job, clock=lambda: job.started_at, listen=lambda event: None, cancelled=lambda: False)
"""


@pytest.mark.parametrize("after", [0.0, 0.15, 0.25, 0.35, 0.45, 0.6, 0.8])
def test_killed_at_any_moment_earlier_sets_stay_whole(night: Night, after: float) -> None:
    fill(night, 150)
    first = night.run(files("messages", night.servers))
    job = night.job(files("messages", night.servers))
    pickled = night.folder / "job"
    pickled.write_bytes(pickle.dumps(replace(job, sources=tuple(job.sources))))

    process = subprocess.Popen([sys.executable, "-c", _KILLED, str(pickled)])
    deadline = time.monotonic() + after
    while time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.005)
    process.kill()
    process.wait()

    names = [one.name for one in night.sets()]
    assert first.set_name in names or len(names) == 1
    prove(night)
    assert night.run(files("messages", night.servers)).outcome is Outcome.FULL
    assert not list(night.content.glob(".incomplete-*"))
