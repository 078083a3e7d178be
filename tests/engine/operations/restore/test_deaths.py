"""Whenever the process dies, what comes back is whole, and is counted and told once."""

from pathlib import Path

import pytest

from mmbackup.engine.index.plan import Plan
from mmbackup.engine.operations.restore.job import Existing, RestoreJob
from mmbackup.engine.operations.restore.shapes import RestoreStep
from mmbackup.engine.outcomes import Outcome
from tests.engine.operations.attended.deaths import Died, When, at, dying
from tests.engine.operations.restore.test_into_folder import facts
from tests.engine.operations.restore.test_over_several_media import Written

LAST = "C"  # makes the large file whole
RESTORED = f"  {'restored':<45}{5:>14,}{7_400_000:>22,}"


def second(words: str) -> When:
    """The call of that name on such a path after the first one."""
    is_it, met = at(words), []

    def when(number: int, made: str) -> bool:
        met.extend([made] if is_it(number, made) else [])
        return len(met) == 2

    return when


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(tmp_path_factory.mktemp("written"))


def is_clean(place: Path) -> bool:
    return [path.name for path in place.iterdir() if path.name.startswith(".mmbackup")] == []


def check(written: Written, job: RestoreJob, step: RestoreStep) -> None:
    log = Path(job.log_path).read_text()
    assert step.result is not None
    assert step.result.outcome is Outcome.FULL, log
    assert RESTORED in log.splitlines()
    assert log.count("What is there already is replaced.") == 1
    assert log.count(" slice restored ") == 2
    place = written.restores.place("mail")
    assert facts(place) == facts(written.several.servers / "mail")
    assert is_clean(place)


@pytest.fixture
def job(written: Written) -> RestoreJob:
    """Restored but for the last medium, into a target of its own."""
    written.restores.target = written.several.folder / f"target-{len(list(written.several.folder.iterdir()))}"
    written.restores.target.mkdir()
    job = written.job(existing=Existing.REPLACE)
    for name in "AB":
        written.put_in(name, job)
    return job


@pytest.mark.parametrize(
    "when",
    [
        pytest.param(at("unlink .mmbackup-restore"), id="while the last slice is written"),
        pytest.param(second("unlink .mmbackup-restore"), id="before the whole file is in its place"),
        pytest.param(at("fsync restore.log.spool/notes"), id="after it is in its place"),
        pytest.param(second("replace restore.json"), id="before the part counts"),
        pytest.param(at("unlink .mmbackup-joining"), id="after the part counts"),
        pytest.param(at("fsync restore.log.new"), id="before its log is there"),
        pytest.param(at("rename restore.log.spool.done"), id="after its log is there"),
        pytest.param(at("unlink notes"), id="while the log's spool goes"),
    ],
)
def test_a_restore_goes_on_where_the_process_died(written: Written, job: RestoreJob, when: When) -> None:
    written.several.put_in(LAST)
    with dying(when, is_hard=True) as deaths, pytest.raises(Died):
        written.restores.step(job)
    assert deaths.has_died

    check(written, job, written.put_in(LAST, job))


def test_a_part_that_counts_is_not_restored_once_more(
    written: Written, job: RestoreJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when the process died before the plan could say so; its medium is not asked for."""

    def die(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(Plan, "mark_done", die)
        with pytest.raises(Died):
            written.put_in(LAST, job)
    written.several.shelf.eject()

    check(written, job, written.restores.step(job))
