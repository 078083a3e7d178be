"""A run's progress in figures and words."""

from datetime import timedelta

import pytest

from mmbackup.engine.outcomes import Phase
from mmbackup.models import Run, Site
from portal.backup.progress import progress_of
from tests.portal.builders import LAST_NIGHT, make_run, make_running


@pytest.fixture
def run(site: Site) -> Run:
    return make_running(site, now=LAST_NIGHT)


def test_rate_and_time_left_are_the_phase_s_own(run: Run) -> None:
    progress = progress_of(run, LAST_NIGHT)

    assert progress.percent == 34.5
    assert progress.words.rate == "17.5 MB a second"  # 700 MB in 40 s
    assert progress.words.time_left == "1:16"
    assert progress.words.elapsed == "1:00"
    assert progress.words.files == "31,337 of 96,524"


def test_steps_tell_done_current_and_ahead(run: Run) -> None:
    states = [step.state for step in progress_of(run, LAST_NIGHT).steps]

    assert states == ["done", "done", "current", "ahead", "ahead"]


def test_where_the_total_is_not_known_nothing_is_guessed(run: Run) -> None:
    run.size_total = run.files_total = 0

    progress = progress_of(run, LAST_NIGHT)

    assert progress.percent is None
    assert progress.words.time_left == ""
    assert progress.words.files == "31,337"


def test_more_than_planned_is_never_more_than_all(run: Run) -> None:
    run.size = run.size_total + 1

    assert progress_of(run, LAST_NIGHT).percent == 100.0


def test_a_waiting_run_has_no_rate(run: Run) -> None:
    run.state, run.phase, run.started_at, run.heard_at = Run.State.QUEUED, Phase.QUEUED, None, None

    progress = progress_of(run, LAST_NIGHT)

    assert progress.words.sentence == "Waiting for a worker to begin."
    assert progress.words.rate == ""


def test_silence_is_told(run: Run) -> None:
    later = LAST_NIGHT + timedelta(minutes=2)

    assert progress_of(run, later).words.heard == "Nothing heard of the backup since 02:05:00."


def test_an_ended_run_has_all_steps_behind_it(site: Site) -> None:
    progress = progress_of(make_run(site), LAST_NIGHT)

    assert progress.has_ended
    assert {step.state for step in progress.steps} == {"done"}
