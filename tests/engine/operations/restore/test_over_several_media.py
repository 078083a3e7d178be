"""A set over several media comes back from them in any order, files in slices too."""

import shutil
from pathlib import Path
from random import Random

import pytest

from mmbackup.engine.errors import NoMediumInTime, RunCancelled
from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.operations.restore.calls import end_waiting_restore, parts_restored
from mmbackup.engine.operations.restore.job import Existing, RestoreJob
from mmbackup.engine.operations.restore.shapes import RestoreStep
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.attended.several import Several
from tests.engine.operations.backup.night import files
from tests.engine.operations.restore.restores import WHEN, Restores, index_of
from tests.engine.operations.restore.test_into_folder import facts


class Written:
    """Media A, B, C hold a file of 7 MB in slices, and some small ones."""

    def __init__(self, folder: Path) -> None:
        self.several = Several(folder)
        self.several.write("mail/large box", Random(1).randbytes(7_000_000)).chmod(0o640)
        self.several.fill("mail", 4, 100_000)
        job = self.several.begin(files("messages", self.several.servers / "mail"))
        parts, _ = self.several.go_through(job)
        self.media = [part.medium_name for part in parts]
        self.restores = Restores(self.several)

    def job(self, *picks: Pick, **more: object) -> RestoreJob:
        indexes = []
        for name in self.media:
            self.several.put_in(name)
            (found,) = self.several.sets()
            indexes.append(index_of(self.several.folder, self.several.medium(), found))
        return self.restores.job(*picks, indexes=indexes, **more)

    def put_in(self, name: str, job: RestoreJob) -> RestoreStep:
        self.several.put_in(name)
        return self.restores.step(job)


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


@pytest.mark.parametrize("order", ["ABC", "CBA", "BAC"])
def test_media_are_taken_in_any_order(written: Written, order: str) -> None:
    job = written.job()
    steps = [written.put_in(name, job) for name in order]

    assert [len(step.remaining) for step in steps] == [2, 1, 0]
    result = steps[-1].result
    assert result is not None
    assert result.outcome is Outcome.FULL, written.restores.log
    assert facts(written.restores.place("mail")) == facts(written.several.servers / "mail")
    assert result.tallies[0].saved_files == result.tallies[0].files == 5
    assert result.tallies[0].saved_size == 7_400_000
    assert [part.medium_name for part in parts_restored(folder=job.folder)] == list(order)


def test_a_medium_that_is_done_is_not_taken_again(written: Written) -> None:
    job = written.job()
    written.put_in("A", job)

    step = written.put_in("A", job)

    assert step.refused is not None
    assert step.refused.error == "SetNotOnMedium"
    assert step.refused.reason == "medium A is not asked for; still to come: B, C"
    assert [part.medium_name for part in step.remaining] == ["B", "C"]


def test_until_all_slices_are_there_nothing_shows_under_the_name(written: Written) -> None:
    job = written.job(existing=Existing.REPLACE)
    written.put_in("A", job)
    written.put_in("C", job)
    assert not written.restores.place("mail/large box").exists()

    written.put_in("B", job)
    assert written.restores.place("mail/large box").stat().st_size == 7_000_000


def test_a_restore_that_waits_may_be_ended(written: Written) -> None:
    job = written.job()
    written.put_in("A", job)

    result = end_waiting_restore(job=job, error=RunCancelled("cancelled by hand"), clock=lambda: WHEN)
    again = end_waiting_restore(job=job, error=NoMediumInTime("too late"), clock=lambda: WHEN)

    assert result == again
    assert result.outcome is Outcome.FAILED
    assert result.error == "RunCancelled"
    log = Path(job.log_path).read_text()
    assert log.splitlines()[-1] == result.verdict
    assert "on medium B" in log
    assert [path.name for path in written.restores.place("mail").iterdir() if "joining" in path.name] == []


def test_a_part_whose_process_died_is_done_anew(written: Written) -> None:
    job = written.job(existing=Existing.SET_ASIDE)
    before = f"{job.folder}-before"
    shutil.copytree(job.folder, before)
    written.put_in("A", job)
    shutil.rmtree(job.folder)
    Path(before).rename(job.folder)

    for name in "ABC":
        step = written.put_in(name, job)

    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, written.restores.log
    assert facts(written.restores.place("mail")) == facts(written.several.servers / "mail")


def test_a_set_that_was_written_anew_is_refused(written: Written) -> None:
    job = written.job()
    (path,) = written.several.content_of("A").glob("*/set.json")
    path.write_bytes(path.read_bytes().replace(b'"site": "', b'"site": "X'))

    step = written.put_in("A", job)

    assert step.refused is not None
    assert step.refused.error == "SetNotOnMedium"
    assert "is not the one that is known here" in step.refused.reason


def test_another_medium_is_refused_and_named(written: Written) -> None:
    step = written.put_in("D", written.job())

    assert step.refused is not None
    assert step.refused.error == "SetNotOnMedium"
