"""Damage costs the files that it touches, and no others; what goes wrong is named file by file."""

import os
import random
import resource
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmbackup.engine.events import Progress
from mmbackup.engine.format.frame import frame_of
from mmbackup.engine.format.frame_reader import FrameOpener, extent
from mmbackup.engine.index.shapes import IndexedFile
from mmbackup.engine.operations.restore.job import Existing, IntoFolder
from mmbackup.engine.operations.restore.outcomes import Became
from mmbackup.engine.operations.restore.pieces import opened_set, problem_of
from mmbackup.engine.operations.restore.report import Report
from mmbackup.engine.outcomes import Outcome, Phase
from tests.engine.media.mounts import needs_root
from tests.engine.operations.backup.night import Night, files
from tests.engine.operations.restore.restores import Restores


@pytest.fixture
def many(night: Night, restores: Restores) -> Restores:
    """Some 20 MB in several frames, one file large."""
    source = random.Random(7)
    for number in range(150):
        night.write(f"mail/{number % 5}/{number:03}", source.randbytes(100_000 + number))
    night.write("mail/large", source.randbytes(9_500_000))
    night.run(files("messages", night.servers / "mail"))
    return restores


def pieces(night: Night) -> list[Path]:
    return sorted(night.set_folder().glob("*.tar.zst"))


def whole(restores: Restores) -> list[str]:
    """Files of the target; every one is as it was saved."""
    found = []
    saved = restores.night.servers
    for path in restores.place().rglob("*"):
        if path.is_file():
            name = str(path.relative_to(restores.place()))
            assert path.read_bytes() == (saved / name).read_bytes(), name
            found.append(name)
    return found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("alone", [0, 1 << 40])
def test_flipped_bits_cost_the_files_of_their_frames_alone(
    many: Restores, seed: int, alone: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.operations.restore.part.ALONE_SIZE", alone)
    source = random.Random(seed)
    job = many.job()
    piece = source.choice(pieces(many.night))
    content = bytearray(piece.read_bytes())
    content[source.randrange(len(content) - 100)] ^= 1 << source.randrange(8)
    piece.write_bytes(content)

    step = many.step(job)

    assert step.result is not None
    assert step.result.outcome is Outcome.COMPLETED_WITH_ERRORS, many.log
    with many.plan() as plan:
        lost = {
            os.path.relpath(b"/" + path[5:], os.fsencode(many.night.servers)) for _, path, _ in plan.faults()
        }
    names = whole(many)
    assert len(names) + len(lost) == 151
    assert {os.fsencode(name) for name in names}.isdisjoint(lost)
    assert 1 <= step.result.errors == len(lost) <= 45
    assert [path.name for path in many.place().rglob(".mmbackup*")] == []
    (medium, (found,)) = many.night.medium(), many.night.sets()
    with opened_set(medium, found.name) as opened:
        told = {entry.path for entry in many.entries() if problem_of(opened, entry)}
    assert len(told) == len(lost)


def test_a_piece_that_is_missing_costs_its_files(many: Restores) -> None:
    job = many.job()
    pieces(many.night)[0].unlink()

    step = many.step(job)

    assert step.result is not None
    assert step.result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "is missing on the medium" in many.log
    assert whole(many)
    assert step.result.verdict.startswith(f"RESTORE completed with {step.result.errors} errors | ")


def test_a_restore_that_is_cancelled_leaves_no_half_file(
    many: Restores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.operations.restore.part.ALONE_SIZE", 0)
    monkeypatch.setattr("mmbackup.engine.operations.restore.part._BETWEEN_REPORTS", 0)

    def cancelled() -> bool:
        return any(isinstance(event, Progress) and event.files for event in many.events)

    step = many.step(many.job(), cancelled=cancelled)

    assert step.result is not None
    assert (step.result.outcome, step.result.error) == (Outcome.FAILED, "RunCancelled")
    whole(many)
    assert [path.name for path in many.place().rglob(".mmbackup*")] == []

    again = many.run(existing=Existing.REPLACE)
    assert again.result is not None
    assert again.result.outcome is Outcome.FULL
    assert len(whole(many)) == 151


def test_software_is_stopped_before_and_started_after(many: Restores) -> None:
    told: list[str] = []

    def begin() -> list[str]:
        told.append("stopped")
        assert not many.place().exists()
        return ["Messaging software on MSS1 was stopped"]

    def at_end() -> list[str]:
        told.append("started")
        return ["MSS1: the start command ended with status 1"]

    step = many.step(many.job(), begin=begin, at_end=at_end)

    assert told == ["stopped", "started"]
    assert step.result is not None
    assert (step.result.outcome, step.result.errors) == (Outcome.COMPLETED_WITH_ERRORS, 1)
    assert "software on MSS1 was stopped" in many.log
    assert "the start command ended with status 1" in many.log


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of 5 MB."""
    place = tmp_path / "tiny"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.root
@needs_root
@pytest.mark.parametrize("alone", [0, 1 << 40])
def test_a_full_target_ends_the_restore(
    many: Restores, tiny: Path, alone: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmbackup.engine.operations.restore.part.ALONE_SIZE", alone)

    step = many.run(target=IntoFolder(os.fsencode(tiny)))

    assert step.result is not None
    assert (step.result.outcome, step.result.error) == (Outcome.FAILED, "TargetRefused")
    assert "No space left on device" in step.result.verdict
    assert "make room" in step.result.next_step


def test_memory_stays_bounded(many: Restores) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    many.run()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


def test_progress_is_told_to_the_end(many: Restores) -> None:
    many.run()
    told = [event for event in many.events if isinstance(event, Progress) and event.phase is Phase.RESTORE]
    assert told[-1].files == told[-1].files_total == 151
    assert told[-1].size == told[-1].size_total
    assert stat.S_ISDIR(many.place().stat().st_mode)


@pytest.mark.parametrize("size", [1000, 9_000_000])
def test_other_bytes_in_good_frames_are_never_restored(night: Night, restores: Restores, size: int) -> None:
    night.write("mail/1", b"a" * size)
    night.run(files("messages", night.servers / "mail"))
    job = restores.job()
    (piece,) = (path for path in pieces(night) if path.stat().st_size > 100 and b"ustar" in unpacked(path))
    length, raw = extent(memoryview(piece.read_bytes()))
    frame = bytearray(FrameOpener().open(memoryview(piece.read_bytes())[:length], raw))
    frame[1600] = ord("b")
    piece.write_bytes(frame_of(bytes(frame)) + piece.read_bytes()[length:])

    step = restores.step(job)

    assert step.result is not None
    assert step.result.errors == 1
    assert "its bytes are not those that were saved (SHA-256 differs)" in restores.log
    assert [path for path in restores.target.rglob("*") if path.is_file()] == []


def unpacked(piece: Path) -> bytes:
    content = memoryview(piece.read_bytes())
    length, raw = extent(content)
    return FrameOpener().open(content[:length], raw)


def test_files_that_nothing_tells_of_are_no_success(many: Restores, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Report.tell

    def forgetful(report: Report, entry: IndexedFile, became: Became, reason: str = "") -> None:
        if not entry.path.endswith(b"/large"):
            told(report, entry, became, reason)

    monkeypatch.setattr(Report, "tell", forgetful)

    result = many.run().result

    assert result is not None
    assert result.outcome is Outcome.COMPLETED_WITH_ERRORS
    assert "1 file of MSS1, messages: nothing tells what became of it" in many.log
