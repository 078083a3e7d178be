"""A medium that cannot take the next part is refused with the reason, and left as it was."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from mmbackup.engine.errors import ProtectedMedium
from mmbackup.engine.events import Event, PhaseBegan, Step
from mmbackup.engine.format.identity import read_identity, write_identity
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome, Phase
from tests.engine.operations.attended.several import Several, restarted
from tests.engine.operations.backup.night import files

MESSAGES = "messages"


def at_phase(phase: Phase, act: Callable[[], object]) -> Callable[[Event], None]:
    def listen(event: Event) -> None:
        if isinstance(event, PhaseBegan) and event.phase is phase:
            act()

    return listen


@pytest.fixture
def job(several: Several) -> BackupJob:
    """Two media's worth."""
    several.fill("mail", 40, 100_000)
    return several.begin(files(MESSAGES, several.servers / "mail"))


def refusal(step: Step) -> str:
    """The error's name, of a step that is a refusal and nothing else."""
    assert step.refused is not None
    assert (step.part, step.result) == (None, None)
    assert step.refused.reason
    assert "Back Up Now" not in step.refused.next_step
    return step.refused.error


def finish(several: Several, job: BackupJob, media: str) -> None:
    """The refusal has cost nothing: the backup ends whole."""
    parts, result = several.go_through(restarted(job), media)

    assert result.outcome is Outcome.FULL
    assert result.tallies[0].saved_files == 40
    assert parts[-1].number == 2


def test_no_medium(several: Several, job: BackupJob) -> None:
    assert refusal(several.step(job)) == "NoMedium"
    finish(several, job, "AB")
    assert "no medium in drive DVD-RAM 1" in several.log


def test_an_earlier_part_of_this_backup(several: Several, job: BackupJob) -> None:
    several.step(job, "A")
    before = sorted(several.content_of("A").rglob("*"))

    step = several.step(job, "A")

    assert refusal(step) == "MediumOfThisBackup"
    assert step.refused is not None
    assert step.refused.medium_name == "A"
    assert sorted(several.content_of("A").rglob("*")) == before
    parts, result = several.go_through(job, "B")
    assert (result.outcome, parts[0].number) == (Outcome.FULL, 2)
    assert "Part 2: medium A was not taken" in " ".join(several.log.split())


def test_foreign_data(several: Several, job: BackupJob) -> None:
    (several.content_of("A") / "holiday.jpg").write_bytes(b"not ours")

    assert refusal(several.step(job, "A")) == "ForeignMedium"
    assert os.listdir(several.content_of("A")) == ["holiday.jpg"]
    finish(several, job, "BC")


def test_write_protected(several: Several, job: BackupJob) -> None:
    several.shelf.protect("A", on=True)

    assert refusal(several.step(job, "A")) == "WriteProtected"
    finish(several, job, "BC")


def test_a_blank_medium_that_is_not_to_be_labelled(several: Several, job: BackupJob) -> None:
    strict = replace(job, drive=job.drive._replace(label_blank=False))

    assert refusal(several.step(strict, "A")) == "UnlabelledMedium"
    assert os.listdir(several.content_of("A")) == []


def test_another_pools_medium(several: Several, job: BackupJob) -> None:
    weekly = replace(job, drive=job.drive._replace(pool="weekly"))
    several.step(weekly, "A")
    several.state = several.folder / "another state"
    several.state.mkdir()

    assert refusal(several.step(several.begin(*job.sources), "A")) == "OtherPool"


def test_a_medium_past_its_time(several: Several, job: BackupJob) -> None:
    several.put_in("A")
    several.step(several.begin(*job.sources), "A", cancelled=lambda: True)
    medium = several.medium()
    identity = read_identity(medium)
    assert identity is not None
    write_identity(medium, identity._replace(replace_by=date(2026, 1, 1)))

    assert refusal(several.step(job, "A")) == "WrongMedium"


def test_what_the_rotation_protects(several: Several, job: BackupJob) -> None:
    def protect(*_: object) -> frozenset[str]:
        raise ProtectedMedium("medium A is protected until Wednesday")

    step = several.step(replace(job, admit=protect), "A")

    assert refusal(step) == "ProtectedMedium"
    finish(several, job, "BC")


def test_full_before_the_first_byte(tmp_path: object, several: Several, job: BackupJob) -> None:
    several.shelf.add("tiny", 40_000)

    step = several.step(job, "tiny")

    assert refusal(step) == "MediumFull"
    finish(several, job, "AB")


def test_the_second_medium_is_full_before_the_first_byte(several: Several, job: BackupJob) -> None:
    several.shelf.add("tiny", 60_000)
    several.step(job, "A")

    step = several.step(job, "tiny")

    assert refusal(step) == "MediumFull"
    assert not list(several.content_of("tiny").glob("*2026*"))
    finish(several, job, "B")


@pytest.mark.parametrize(
    ("part", "phase"),
    [
        (1, Phase.COLLECT),
        (1, Phase.WRITE),
        (1, Phase.READ_BACK),
        (2, Phase.WRITE),
        (2, Phase.FINALISE),
        (2, Phase.READ_BACK),
    ],
)
def test_pulled_in_the_middle(several: Several, job: BackupJob, part: int, phase: Phase) -> None:
    if part == 2:
        several.step(job, "A")
    name = "AB"[part - 1]

    step = several.step(job, name, listen=at_phase(phase, several.shelf.eject))

    assert refusal(step) == "MediumLost"
    finish(several, job, "AB" if part == 1 else "B")
    assert [one.part for one in several.sets_of(name)] == [part]
    assert not list(several.content_of(name).glob(".incomplete-*"))


def test_exchanged_in_the_middle(several: Several, job: BackupJob) -> None:
    several.step(job, "A")

    step = several.step(job, "B", listen=at_phase(Phase.WRITE, lambda: several.put_in("A")))

    assert refusal(step) == "MediumLost"
    assert several.only_set("A").is_verified
    finish(several, job, "B")


def test_damaged_at_the_read_back(several: Several, job: BackupJob) -> None:
    def damage() -> None:
        (piece, *_) = sorted(several.content_of("B").glob("*/messages.0001.tar.zst"))
        content = bytearray(piece.read_bytes())
        content[len(content) // 2] ^= 1
        piece.write_bytes(content)

    several.step(job, "A")

    step = several.step(job, "B", listen=at_phase(Phase.READ_BACK, damage))

    assert refusal(step) == "MediumDamaged"
    assert step.refused is not None
    assert step.refused.medium_name == "B"
    assert several.sets_of("B") == []
    finish(several, job, "C")


def test_a_drive_that_is_configured_wrongly(several: Several, job: BackupJob) -> None:
    wrong = replace(job, drive=DriveSpec("Drive", "directory", "nightly", {"path": "/nowhere"}))

    assert refusal(several.step(wrong)) == "NotMounted"
