"""What nobody foresaw in the engine ends a run, or sends it back to waiting, in words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mmbackup.engine.errors import ServerDiskFull
from mmbackup.engine.events import MediumRefused, Step
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.runs.edge import ending_of, step_of
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import NOW, make_site, queued_run

pytestmark = pytest.mark.django_db(transaction=True)


def broken(**_: object) -> Ending:
    raise ZeroDivisionError("by zero")


def full() -> Ending:
    raise ServerDiskFull("no room")


def refusal(why: MediumRefused) -> Step:
    return Step(refused=why)


@pytest.fixture
def run(own_data_folder: Path, tmp_path: Path) -> Run:
    return queued_run(make_site(tmp_path))


def test_a_night_ends_and_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmbackup.services.runs.do_backup.back_up", broken)

    ended = run_backup(run_id=run.pk, clock=lambda: NOW)

    assert ended.outcome == Outcome.FAILED
    assert "the program itself failed (ZeroDivisionError: by zero)" in ended.verdict
    assert ended.next_step == "Report this with the worker's log; then choose Back Up Now."


def test_what_is_no_backup_is_not_told_to_back_up(run: Run) -> None:
    run.kind = Run.Kind.VERIFY

    assert ending_of(run=run, clock=lambda: NOW, work=broken).result.next_step == (
        "Report this with the worker's log; then start it again."
    )


def test_a_full_disk_is_no_fault_of_the_program(run: Run) -> None:
    result = ending_of(run=run, clock=lambda: NOW, work=full).result

    assert (result.reason, result.next_step) == ("no room", ServerDiskFull.next_step)


def break_down() -> Step:
    raise ZeroDivisionError("by zero")


def fill_up() -> Step:
    raise ServerDiskFull("no room")


@pytest.mark.parametrize(
    ("work", "error", "reason"),
    [
        (break_down, "ZeroDivisionError", "the program itself failed (ZeroDivisionError: by zero)"),
        (fill_up, "ServerDiskFull", "no room"),
    ],
)
def test_one_over_several_media_goes_on_waiting(work: Callable[[], Step], error: str, reason: str) -> None:
    step = step_of(clock=lambda: NOW, work=work, refused=refusal)

    assert step.result is None
    assert step.refused is not None
    assert (step.refused.error, step.refused.reason) == (error, reason)
