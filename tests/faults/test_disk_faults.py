"""A disk that fails or lies while a backup is written to it: never a success that is none."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mmbackup.engine.events import BackupResult
from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.media.mounts import break_device, make_ext4, mounted, needs_root, run, unmount
from tests.faults.nights import DiskNight, assert_honest, at_start_of, faulty_disk, plant, proven_sets

pytestmark = [needs_root, pytest.mark.root]
PIECE = "messages.0001"


@dataclass(frozen=True, slots=True)
class Ground:
    """A disk with a proven set on it, and what makes it fail."""

    night: DiskNight
    sources: tuple[SourceSpec, ...]
    control: Path
    first: BackupResult


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("ground")
    with faulty_disk(folder) as (disk, control):
        night = DiskNight(folder, disk)
        sources = plant(night)
        yield Ground(night, sources, control, night.run(*sources))


@pytest.mark.parametrize(
    ("fault", "phase", "outcome", "words"),
    [
        (f"read-flips {PIECE}", Phase.READ_BACK, Outcome.FAILED, "other bytes than were written"),
        (f"read-fails {PIECE}", Phase.READ_BACK, Outcome.FAILED, "cannot be read back"),
        ("read-flips set.json", Phase.READ_BACK, Outcome.FAILED, "set.json reads back with other bytes"),
        (f"write-drops {PIECE}", Phase.WRITE, Outcome.FAILED, "other bytes than were written"),
        ("write-drops manifest", Phase.FINALISE, Outcome.FAILED, "other bytes than were written"),
        (f"write-fails {PIECE}", Phase.WRITE, Outcome.FAILED, "stopped answering"),
        ("write-fails LOG.txt", Phase.FINALISE, Outcome.FAILED, "stopped answering"),
        (f"sync-fails {PIECE}", Phase.WRITE, Outcome.FAILED, "stopped answering"),
        (f"sync-protected {PIECE}", Phase.WRITE, Outcome.FAILED, "write-protected"),
        (f"write-protected {PIECE}", Phase.WRITE, Outcome.FAILED, "write-protected"),
        ("sync-full set.json", Phase.FINALISE, Outcome.FAILED, "full"),
        ("sync-fails set.json", Phase.FINALISE, Outcome.FAILED, "stopped answering"),
        ("rename-fails .incomplete-2026", Phase.FINALISE, Outcome.FAILED, "stopped answering"),
        ("full set.json", Phase.FINALISE, Outcome.FAILED, "full"),
        ("write-fails verified.json", Phase.READ_BACK, Outcome.WRITTEN_NOT_VERIFIED, "stopped answering"),
        ("sync-fails verified.json", Phase.READ_BACK, Outcome.WRITTEN_NOT_VERIFIED, "stopped answering"),
        ("rename-fails verified.json", Phase.READ_BACK, Outcome.WRITTEN_NOT_VERIFIED, "stopped answering"),
    ],
)
def test_each_fault_has_its_outcome_and_costs_no_older_set(
    ground: Ground, fault: str, phase: Phase, outcome: Outcome, words: str
) -> None:
    night = ground.night

    result = night.run(*ground.sources, listen=at_start_of(phase, lambda: _write(ground.control, fault)))

    ground.control.write_text("")
    assert result.outcome is outcome
    assert words in result.reason
    assert result.next_step
    assert_honest(night, result)
    assert ground.first.set_uuid in {one.uuid for one in proven_sets(night)}


@pytest.mark.parametrize(
    ("fault", "phase"),
    [
        (f"read-flips {PIECE}", Phase.READ_BACK),
        (f"sync-fails {PIECE}", Phase.WRITE),
        ("rename-fails .incomplete-2026", Phase.FINALISE),
        ("sync-fails verified.json", Phase.READ_BACK),
    ],
)
def test_the_night_after_a_fault_is_good(tmp_path: Path, fault: str, phase: Phase) -> None:
    with faulty_disk(tmp_path) as (disk, control):
        night = DiskNight(tmp_path, disk)
        sources = plant(night)
        night.run(*sources, listen=at_start_of(phase, lambda: _write(control, fault)))
        control.write_text("")

        result = night.run(*sources)

        assert result.outcome is Outcome.FULL
        assert [one.uuid for one in proven_sets(night)] == [result.set_uuid]
        assert_honest(night, result)


def _write(control: Path, fault: str) -> None:
    control.write_text(f"{fault}\n")


def test_a_disk_that_is_full_before_it_should_be_is_filled_no_further(tmp_path: Path) -> None:
    with faulty_disk(tmp_path) as (disk, control):
        night = DiskNight(tmp_path, disk)
        sources = plant(night)

        result = night.run(
            *sources, listen=at_start_of(Phase.WRITE, lambda: _write(control, f"full {PIECE}"))
        )

        assert result.outcome is Outcome.PARTIAL
        assert result.tallies[0].left_out_files == 0
        assert result.tallies[1].saved_files == 0
        assert_honest(night, result)


@pytest.mark.parametrize("phase", [Phase.COLLECT, Phase.WRITE, Phase.FINALISE, Phase.READ_BACK])
@pytest.mark.parametrize("how", ["breaks", "is pulled"])
def test_a_disk_that_goes_in_mid_run_is_never_a_success(tmp_path: Path, phase: Phase, how: str) -> None:
    image = make_ext4(tmp_path / "disk.img", 64 << 20)
    with mounted(image, tmp_path / "disk") as disk:
        night = DiskNight(tmp_path, disk)
        sources = plant(night)
        first = night.run(*sources)
        go = (lambda: break_device(disk)) if how == "breaks" else (lambda: unmount(disk))

        result = night.run(*sources, listen=at_start_of(phase, go))

        unmount(disk)
        repair(image)
        run("mount", "-o", "loop", str(image), str(disk))
        expected = Outcome.WRITTEN_NOT_VERIFIED if phase is Phase.READ_BACK else Outcome.FAILED
        assert result.outcome is expected
        assert_honest(night, result)
        assert first.set_uuid in {one.uuid for one in proven_sets(night)}
        assert night.run(*sources).outcome is Outcome.FULL


def repair(image: Path) -> None:
    """fsck says 1 when it had something to mend."""
    done = subprocess.run(["fsck.ext4", "-fy", str(image)], capture_output=True, timeout=60, check=False)
    assert done.returncode in (0, 1)


def test_a_disk_that_promises_more_than_it_has_is_never_a_success(tmp_path: Path) -> None:
    """Its backing file lies on a file system that is smaller: writes succeed, and are lost."""
    small = tmp_path / "small"
    small.mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small))
    try:
        with mounted(make_ext4(small / "disk.img", 64 << 20), tmp_path / "disk") as disk:
            night = DiskNight(tmp_path, disk)

            result = night.run(*plant(night))

            assert not result.outcome.is_verified
            assert "successfully" not in result.verdict
    finally:
        unmount(small)
