"""Encrypted sets on a real file system: full to the brim, never over it, and never a false success."""

import os
import pickle
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.memory import taken_by
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.outcomes import Outcome, Phase
from tests.engine.format.trees import facts
from tests.engine.media.mounts import break_device, make_ext4, mounted, needs_root
from tests.engine.operations.backup.encrypted import RECIPIENTS, EncryptedNight, unpack_encrypted
from tests.engine.operations.backup.night import files
from tests.engine.operations.backup.test_medium_faults import _KILLED, at_phase, fill, prove

pytestmark = pytest.mark.long
SIZE = 80 << 20
MOST_MEMORY = 200_000_000


@pytest.fixture
def night(tmp_path: Path) -> EncryptedNight:
    return EncryptedNight(tmp_path)


def on(night: EncryptedNight, mount: Path) -> None:
    night.drive = DriveSpec("Disk 1", "directory", "nightly", {"path": str(mount)}, label_blank=True)


@pytest.mark.root
@needs_root
@pytest.mark.parametrize(
    ("sizes", "most_free"),
    [
        ((100_000, 100_001), 0.01),
        ((1_000, 6_000), 0.005),  # some thirty thousand files
        ((200_000, 9_000_000), 0.02),
    ],
)
def test_it_is_filled_to_the_brim(night: EncryptedNight, sizes: tuple[int, int], most_free: float) -> None:
    make = random.Random(sizes[0])
    left = SIZE * 5 // 4
    while left > 0:
        size = make.randrange(*sizes)
        left -= size
        night.write(f"mail/{left % 97}/{left}", make.randbytes(size))
    image = make_ext4(night.folder / "image", SIZE, "-N", "4000")
    with mounted(image, night.folder / "mount") as mount:
        on(night, mount)
        before = os.statvfs(mount)

        result = night.run(files("messages", night.servers))

        after = os.statvfs(mount)
        assert (result.outcome, result.errors) == (Outcome.PARTIAL, 0)
        assert after.f_bavail < before.f_bavail * most_free
        prove(night)
        unpack_encrypted(mount / result.set_name, night.folder / "back")


@pytest.mark.root
@needs_root
@pytest.mark.parametrize("foreign", [20, 45, 70])
def test_somebody_else_fills_it_meanwhile(night: EncryptedNight, foreign: int) -> None:
    """What fits is a backup; when what was gathered does not, it is told, and nothing looks like a set."""
    fill(night, 1000)
    image = make_ext4(night.folder / "image", SIZE)
    with mounted(image, night.folder / "mount") as mount:
        on(night, mount)

        def eat() -> None:
            (mount / "foreign").write_bytes(os.urandom(foreign << 20))

        result = night.run(files("messages", night.servers), listen=at_phase(Phase.WRITE, eat))

        prove(night)
        if result.outcome is Outcome.PARTIAL:
            back = unpack_encrypted(mount / result.set_name, night.folder / "back")
            assert len(facts(back)) >= result.tallies[0].saved_files
        else:
            assert result.outcome is Outcome.FAILED
            assert "full" in result.reason
            assert night.sets() == []
        assert not list(mount.glob(".incomplete-*"))


@pytest.mark.root
@needs_root
def test_it_is_pulled(night: EncryptedNight) -> None:
    fill(night, 400)
    image = make_ext4(night.folder / "image", SIZE)
    with mounted(image, night.folder / "mount") as mount:
        on(night, mount)

        result = night.run(
            files("messages", night.servers), listen=at_phase(Phase.WRITE, lambda: break_device(mount))
        )

    assert result.outcome is Outcome.FAILED


@pytest.mark.parametrize("after", [0.2, 0.35, 0.5, 0.8])
def test_killed_at_any_moment_earlier_sets_stay_whole(night: EncryptedNight, after: float) -> None:
    fill(night, 300)
    first = night.run(files("messages", night.servers))
    pickled = night.folder / "job"
    pickled.write_bytes(pickle.dumps(night.job(files("messages", night.servers))))

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


def test_memory_is_flat(tmp_path: Path) -> None:
    night = EncryptedNight(tmp_path, 1 << 40)
    for number in range(40):
        night.write(f"mail/{number}", os.urandom(15_000_000))
    fill(night, 2000)
    pickled = night.folder / "job"
    job = night.job(files("messages", night.servers), recipients={"nightly": RECIPIENTS})
    pickled.write_bytes(pickle.dumps(job))
    peak = 0

    with subprocess.Popen([sys.executable, "-c", _KILLED, str(pickled)]) as process:
        while process.poll() is None:
            peak = max(peak, taken_by(process.pid))
            time.sleep(0.02)

    assert night.sets()[0].is_verified
    assert peak < MOST_MEMORY
