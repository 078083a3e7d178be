"""An attended backup that is cancelled, runs out of time or out of sources ends cleanly; good parts stay."""

import os
from pathlib import Path

import pytest

from mmbackup.engine.errors import NoMediumInTime, RunCancelled
from mmbackup.engine.events import Event, PhaseBegan
from mmbackup.engine.operations.attended import end_waiting, parts_written, write_part
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome, Phase
from tests.engine.operations.attended.several import Several, restarted
from tests.engine.operations.backup.night import FIRST_NIGHT, files


@pytest.fixture
def job(several: Several) -> BackupJob:
    """Two media's worth."""
    several.fill("mail", 40, 100_000)
    return several.begin(files("messages", several.servers / "mail"))


def test_out_of_time_leaves_an_unfinished_set(several: Several, job: BackupJob) -> None:
    several.step(job, "A")
    late = NoMediumInTime("no medium for part 2 was put in for 24 hours")

    result = end_waiting(job=restarted(job), folder=str(several.state), error=late, clock=lambda: FIRST_NIGHT)

    assert (result.outcome, result.error) == (Outcome.FAILED, "NoMediumInTime")
    assert result.verdict.startswith(
        "ATTENDED BACKUP failed | no medium for part 2 was put in for 24 hours;"
        " 1 medium holds an unfinished set whose parts are good: A - "
    )
    log = Path(job.log_path).read_text()
    assert log.splitlines()[-1] == result.verdict
    assert "Part 1 · medium A" in log
    assert "Left out for want of room: Messages, MSS1" in log
    found = several.only_set("A")
    assert (found.part, found.parts, found.is_verified) == (1, 0, True)


def test_ending_it_twice_says_the_same(several: Several, job: BackupJob) -> None:
    several.step(job, "A")
    first = end_waiting(
        job=job, folder=str(several.state), error=RunCancelled("cancelled"), clock=lambda: FIRST_NIGHT
    )
    log = Path(job.log_path).read_text()

    second = end_waiting(
        job=job,
        folder=str(several.state),
        error=RunCancelled("cancelled"),
        clock=lambda: several.now or FIRST_NIGHT,
    )

    assert second.verdict == first.verdict
    assert Path(job.log_path).read_text() == log


def test_ended_before_the_first_medium(several: Several, job: BackupJob) -> None:
    several.step(job)

    result = end_waiting(
        job=job,
        folder=str(several.state),
        error=RunCancelled("the run was cancelled"),
        clock=lambda: FIRST_NIGHT,
    )

    assert "the run was cancelled; nothing was saved" in result.verdict
    assert result.set_uuid == ""
    assert Path(job.log_path).read_text().splitlines()[-1] == result.verdict


@pytest.mark.parametrize("phase", [Phase.WRITE, Phase.READ_BACK])
def test_cancelled_in_the_second_part(several: Several, job: BackupJob, phase: Phase) -> None:
    several.step(job, "A")
    wanted: list[Phase] = []

    def listen(event: Event) -> None:
        if isinstance(event, PhaseBegan) and event.phase is phase:
            wanted.append(phase)

    step = several.step(job, "B", listen=listen, cancelled=lambda: bool(wanted))

    assert (step.part, step.refused) == (None, None)
    assert step.result is not None
    assert step.result.error == "RunCancelled"
    assert "A - " in step.result.verdict
    assert several.only_set("A").is_verified
    assert several.sets_of("B") == []
    assert not list(several.content_of("B").glob(".incomplete-*"))


def test_nothing_to_save(several: Several) -> None:
    several.write("mail/.keep").unlink()

    step = several.step(several.begin(files("messages", several.servers / "mail")), "A")

    assert step.result is not None
    assert step.result.error == "NothingToSave"
    assert several.sets_of("A") == []


def test_no_sources(several: Several) -> None:
    step = several.step(several.begin(), "A")

    assert step.result is not None
    assert step.result.error == "NothingToSave"


def test_a_state_that_cannot_be_read_ends_it(several: Several, job: BackupJob) -> None:
    several.step(job, "A")
    (several.state / "state.json").write_text("{")

    step = several.step(job, "B")

    assert step.result is not None
    assert step.result.error == "StateBroken"
    assert parts_written(folder=str(several.state)) == ()


def test_a_folder_that_cannot_be_written_ends_it(several: Several, job: BackupJob) -> None:
    several.put_in("A")

    step = write_part(
        job=job,
        folder="/proc/nowhere",
        clock=lambda: FIRST_NIGHT,
        listen=several.events.append,
        cancelled=lambda: False,
    )

    assert step.result is not None
    assert step.result.error == "ServerDiskFull"


def test_asked_again_after_it_has_ended_it_says_the_same(several: Several, job: BackupJob) -> None:
    """The process that asked died before it could remember."""
    parts, result = several.go_through(job, "AB")

    step = several.step(restarted(job), "C")

    assert step.part == parts[-1]
    assert step.result is not None
    assert (step.result.outcome, step.result.verdict) == (result.outcome, result.verdict)
    assert os.listdir(several.content_of("C")) == []
    told = end_waiting(
        job=job, folder=str(several.state), error=RunCancelled("cancelled"), clock=lambda: FIRST_NIGHT
    )
    assert (told.outcome, told.verdict) == (Outcome.FULL, result.verdict)
