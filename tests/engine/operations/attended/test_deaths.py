"""An attended backup that dies at any moment is taken up again: every part is there, every file once."""

from collections import Counter
from pathlib import Path

import pytest

from mmbackup.engine.events import BackupResult, Step
from mmbackup.engine.format.manifest import read_manifest
from mmbackup.engine.operations.attended import parts_written
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.attended.deaths import Died, When, at, dying
from tests.engine.operations.attended.several import NAMES, Several, restarted
from tests.engine.operations.backup.night import files

FILES = 18


@pytest.fixture
def small(tmp_path: Path) -> Several:
    several = Several(tmp_path, 1_200_000)
    several.fill("system", 2, 50_000)
    several.fill("greetings", 4, 100_000)
    several.fill("mail", 12, 100_000)
    return several


def begin(several: Several) -> BackupJob:
    return several.begin(
        files("detailed-system-data", several.servers / "system"),
        files("greetings", several.servers / "greetings"),
        files("messages", several.servers / "mail"),
    )


def go_on(several: Several, job: BackupJob, media: str) -> BackupResult:
    """With one medium after the other, as long as it takes; one that is refused is taken out again."""
    for name in media:
        step = again(several, job, name)
        if step.result is not None:
            return step.result
    raise AssertionError(f"{len(media)} media were not enough")


def again(several: Several, job: BackupJob, name: str) -> Step:
    return several.step(restarted(job, log_path=job.log_path), name)


def check_all_is_saved_once(several: Several, job: BackupJob, result: BackupResult) -> None:
    parts = parts_written(folder=str(several.state))
    saved: Counter[str] = Counter()
    for part in parts:
        (found,) = (one for one in several.sets_of(part.medium_name) if one.uuid == part.set_uuid)
        assert (found.name, found.part) == (part.set_name, part.number)
        manifest = several.content_of(part.medium_name) / found.name / "manifest.jsonl.zst"
        entries = read_manifest([manifest.read_bytes()])
        saved.update(entry["path"] for entry in entries if entry["type"] == "file")
    log = Path(job.log_path).read_text()

    assert result.outcome is Outcome.FULL
    assert len(saved) == FILES
    assert set(saved.values()) == {1}
    assert log.splitlines()[-1] == result.verdict
    assert [log.count(f"Part {part.number} ·") for part in parts] == [1] * len(parts)


def die_once(several: Several, job: BackupJob, when: When, *, is_hard: bool) -> str:
    """Answer the medium that was in the drive; empty when the moment did not come."""
    for name in NAMES:
        with dying(when, is_hard=is_hard) as deaths:
            try:
                step = again(several, job, name)
            except Died:
                return name
        assert not deaths.has_died
        if step.result is not None:
            return ""
    raise AssertionError("the media were not enough")


@pytest.mark.parametrize("is_hard", [True, False], ids=["killed", "interrupted"])
@pytest.mark.parametrize(
    "moment",
    [
        "fsync left-0001",
        "replace state.json",
        "mkdir .incomplete-20261122T030500Z-attended-2",
        "rename 20261122T030500Z-attended-1",
        "fsync left-0002",
        "fsync .incomplete-verified.json",
        "rename verified.json",
        "replace night-0.log",
    ],
)
def test_it_is_taken_up_again(small: Several, moment: str, *, is_hard: bool) -> None:
    """Killed with another medium next, interrupted with the same one."""
    job = begin(small)

    died_with = die_once(small, job, at(moment), is_hard=is_hard)
    later = NAMES[NAMES.index(died_with) :]
    result = go_on(small, job, later[is_hard:])

    assert died_with
    check_all_is_saved_once(small, job, result)
