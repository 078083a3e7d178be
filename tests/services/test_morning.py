"""The morning in one sentence, the worst first."""

from datetime import timedelta

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Schedule, Site
from mmbackup.services.morning import morning
from mmbackup.services.runs.end_queued_run import end_as_not_run
from mmbackup.services.runs.ending import Ending, unsuccessful
from mmbackup.services.runs.record_outcome import record_outcome
from mmbackup.services.runs.run_log import write_short_log
from tests.builders import NOW, queued_night, queued_run, running_run
from tests.services.endings import partial, success

MORNING = NOW + timedelta(hours=5)

pytestmark = pytest.mark.django_db


def ended(run: Run, ending: Ending) -> Run:
    record_outcome(run=run, ending=ending, from_state=Run.State.QUEUED, finish_log=write_short_log, now=NOW)
    run.refresh_from_db()
    return run


def test_no_site_yet() -> None:
    told = morning(site=None, now=MORNING)

    assert (told.sentence, told.level) == ("No site is configured yet.", "unknown")
    assert "config import" in told.next_step


def test_no_backup_yet(harbour: Site) -> None:
    Schedule.objects.update(since=MORNING)

    told = morning(site=harbour, now=MORNING)

    assert told.sentence == "No backup has run yet; the first is due Mon Nov 23 03:05."
    assert (told.level, told.next_run_at) == ("unknown", NOW + timedelta(days=1))


def test_a_full_night(harbour: Site) -> None:
    run = queued_night(harbour)
    ended(run, success(run))

    told = morning(site=harbour, now=MORNING)

    assert told.sentence == "The backup of Sun Nov 22 03:05 on DVD-A is complete and verified."
    assert (told.level, told.run) == ("good", run)


def test_a_partial_night(harbour: Site) -> None:
    run = queued_night(harbour)
    ended(run, partial(run))

    told = morning(site=harbour, now=MORNING)

    assert told.level == "warning"
    assert "verified but partial: 13 files found no room" in told.sentence


def test_a_night_with_errors(harbour: Site) -> None:
    run = queued_night(harbour)
    ended(run, success(run, errors=2))

    told = morning(site=harbour, now=MORNING)

    assert told.level == "warning"
    assert "completed with 2 errors" in told.sentence


@pytest.mark.parametrize(
    "outcome", [Outcome.NO_MEDIUM, Outcome.WRONG_MEDIUM, Outcome.FAILED, Outcome.WORKER_LOST]
)
def test_a_bad_night_says_why_and_what_to_do(harbour: Site, outcome: Outcome) -> None:
    run = queued_night(harbour)
    ended(run, unsuccessful(run=run, outcome=outcome, reason="it rained", next_step="Wait.", now=NOW))

    told = morning(site=harbour, now=MORNING)

    assert (told.level, told.next_step) == ("bad", "Wait.")
    assert "failed: it rained" in told.sentence
    assert [alarm.name for alarm in told.active_alarms] == ["MT BACKUP 1"]


def test_a_night_that_did_not_run(harbour: Site) -> None:
    end_as_not_run(run=queued_night(harbour), reason="it slept", next_step="Wake it.", now=NOW)

    told = morning(site=harbour, now=MORNING)

    assert told.level == "bad"
    assert told.sentence == "The backup of 2026-11-22 did not run: it slept."


def test_a_running_one(harbour: Site) -> None:
    running_run(harbour, data_folder="elsewhere")

    told = morning(site=harbour, now=NOW + timedelta(minutes=1))

    assert told.level == "running"
    assert told.sentence.startswith("A backup is running since Sun Nov 22 03:05")


def test_a_waiting_one(harbour: Site) -> None:
    queued_run(harbour)

    assert morning(site=harbour, now=NOW).sentence == "A backup is waiting to begin."


def test_a_night_that_nothing_took_is_seen_even_without_the_watchdog(harbour: Site) -> None:
    told = morning(site=harbour, now=NOW + timedelta(minutes=3))

    assert told.level == "bad"
    assert told.sentence == "The backup due Sun Nov 22 03:05 has not started."


def test_an_old_success_is_not_last_nights(harbour: Site) -> None:
    run = queued_night(harbour)
    ended(run, success(run))
    Schedule.objects.update(enabled=False)

    told = morning(site=harbour, now=NOW + timedelta(days=5))

    assert told.level == "warning"
    assert told.next_run_at is None
    assert "none has run since" in told.sentence


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Run.Kind.RESTORE, "A restore"),
        (Run.Kind.VERIFY, "A verification"),
        (Run.Kind.DRILL, "A restore drill"),
    ],
)
def test_a_run_that_is_no_backup_does_not_hide_the_night(harbour: Site, kind: str, name: str) -> None:
    night = queued_night(harbour)
    ended(night, partial(night))
    run = running_run(harbour, at=NOW, data_folder="here")
    Run.objects.filter(pk=run.pk).update(kind=kind)

    told = morning(site=harbour, now=MORNING)

    assert (told.level, told.run) == ("warning", night)
    assert told.sentence.endswith(f"on the medium. {name} is running since Sun Nov 22 03:05.")
    assert told.next_step == "Leave the medium in the drive until it has ended."
