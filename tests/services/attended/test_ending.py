"""Cancelled, out of time, or its process dead: finished parts stay, and the run ends or waits again."""

from datetime import timedelta
from uuid import uuid4

import pytest

from mmbackup.engine.codes import NO_BACKUP, PARTIAL_NIGHTS
from mmbackup.engine.format.log_reader import LogReader
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, BackupSet, Event, Log, Run, Schedule, Site
from mmbackup.services.alarms import raise_alarm
from mmbackup.services.attended.folder import folder_of
from mmbackup.services.attended.request_attended import Choice
from mmbackup.services.drives.drive_lock import KernelLock, data_folder_name
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs
from mmbackup.services.waiting.continue_run import NotWaiting, claim_part
from mmbackup.services.waiting.end_waiting import end_unwanted_runs, end_waiting_run
from tests.attended_site import change_medium, clock, go_on, queued_attended, shelf_of_site
from tests.builders import NOW, queued_night

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def last_line(run: Run) -> str:
    with LogReader(str(data_folder("logs") / Log.objects.get(run=run).path)) as reader:
        return str(reader.page(reader.lines - 1, 1)[0])


def test_cancelled_while_it_waits_its_parts_stay_as_an_unfinished_set(waiting: Run) -> None:
    assert cancel_run(run=waiting, now=clock())

    waiting.refresh_from_db()
    assert waiting.outcome == Outcome.FAILED
    assert waiting.verdict.startswith("ATTENDED BACKUP ")
    assert "cancelled" in waiting.verdict
    assert last_line(waiting) == waiting.verdict
    row = BackupSet.objects.get(run=waiting)
    assert (row.parts, row.removed_at) == (0, None)
    assert not folder_of(waiting).exists()
    assert not Alarm.objects.filter(resolved_at=None).exists()
    assert Event.objects.filter(event_id="BKRST007").count() == 1


def test_cancelling_twice_ends_it_once(waiting: Run) -> None:
    cancel_run(run=waiting, now=clock())

    assert not cancel_run(run=waiting, now=clock())
    assert Event.objects.filter(event_id="BKRST007").count() == 1


def test_what_is_being_cancelled_is_not_continued(waiting: Run) -> None:
    Run.objects.update(cancel_asked=True)

    with pytest.raises(NotWaiting):
        claim_part(run_id=waiting.pk, now=clock())


def test_of_two_who_continue_at_once_one_is_told(waiting: Run) -> None:
    claim_part(run_id=waiting.pk, now=clock())

    with pytest.raises(NotWaiting):
        claim_part(run_id=waiting.pk, now=clock())


def test_cancelled_while_its_next_part_is_queued(waiting: Run) -> None:
    claim_part(run_id=waiting.pk, now=clock())

    assert cancel_run(run=waiting, now=clock())

    waiting.refresh_from_db()
    assert waiting.outcome == Outcome.FAILED
    assert last_line(waiting) == waiting.verdict


def test_cancelled_in_the_middle_of_a_part(site: Site, waiting: Run) -> None:
    change_medium(site, "M-2")
    claim_part(run_id=waiting.pk, now=clock())

    run = run_backup(run_id=waiting.pk, clock=clock, cancelled=lambda: True)

    assert run.outcome == Outcome.FAILED
    assert [row.part for row in BackupSet.objects.filter(run=run)] == [1]


def test_out_of_time_it_ends_with_the_reason(waiting: Run) -> None:
    assert end_unwanted_runs(now=clock() + DAY - timedelta(seconds=1)) == []

    assert end_unwanted_runs(now=clock() + DAY) == [waiting]

    waiting.refresh_from_db()
    assert waiting.state == Run.State.ENDED
    assert "no medium for part 2 was put in until the time was over" in waiting.verdict
    assert waiting.next_step.startswith("The media written so far are good.")


def test_how_long_it_waits_is_the_sites_word(site: Site) -> None:
    Schedule.objects.update(attended_wait_hours=2)

    run = run_backup(run_id=queued_attended(site).pk, clock=clock)

    assert run.waits_until == clock() + timedelta(hours=2)


def test_another_hosts_waiting_run_is_left_to_its_watchdog(waiting: Run) -> None:
    Run.objects.update(data_folder=str(uuid4()))

    cancel_run(run=waiting, now=clock())

    waiting.refresh_from_db()
    assert (waiting.state, waiting.cancel_asked) == (Run.State.WAITING, True)


def test_one_process_ends_it(waiting: Run) -> None:
    Run.objects.update(cancel_asked=True)
    with KernelLock(data_folder("locks") / f"run-{waiting.pk}.lock"):
        assert not end_waiting_run(run=waiting, now=clock())

    assert end_unwanted_runs(now=clock()) == [waiting]


def test_a_process_that_died_in_a_part_leaves_the_run_waiting_for_it(site: Site, waiting: Run) -> None:
    Run.objects.update(state=Run.State.RUNNING, waits_for="", waits_until=None)

    settle_lost_runs(now=clock())

    waiting.refresh_from_db()
    assert (waiting.state, waiting.part) == (Run.State.WAITING, 2)
    assert "stopped before that part was finished" in waiting.refusal
    change_medium(site, "M-2")
    assert go_on(waiting).part == 3


def test_a_part_that_the_database_never_heard_of_is_found(waiting: Run) -> None:
    BackupSet.objects.all().delete()
    Run.objects.update(state=Run.State.RUNNING, part=1, media_names=[], waits_for="", waits_until=None)

    settle_lost_runs(now=clock())

    waiting.refresh_from_db()
    assert (waiting.part, waiting.media_names) == (2, ["M-1"])
    assert BackupSet.objects.get(run=waiting).medium.name == "M-1"


def test_one_that_died_before_its_first_part_waits_for_it(site: Site) -> None:
    run = queued_attended(site)
    Run.objects.filter(pk=run.pk).update(
        state=Run.State.RUNNING, started_at=NOW, data_folder=data_folder_name()
    )

    settle_lost_runs(now=clock())

    run.refresh_from_db()
    assert (run.state, run.part) == (Run.State.WAITING, 1)
    assert go_on(run).part == 2


def test_a_night_runs_while_it_waits(site: Site, waiting: Run) -> None:
    change_medium(site, "M-3")

    night = run_backup(run_id=queued_night(site).pk, clock=clock)

    assert Outcome(night.outcome).is_verified, night.verdict
    shelf_of_site(site).eject()
    change_medium(site, "M-2")
    assert go_on(waiting).part == 3


def test_a_night_leaves_the_media_of_its_parts_alone(site: Site, waiting: Run) -> None:
    change_medium(site, "M-1")

    night = run_backup(run_id=queued_night(site).pk, clock=clock)

    assert night.outcome == Outcome.WRONG_MEDIUM, night.verdict
    assert BackupSet.objects.get(run=waiting).removed_at is None


class TestAlarms:
    def _finish(self, site: Site, run: Run) -> Run:
        for name in ("M-2", "M-3"):
            change_medium(site, name)
            run = go_on(run)
        return run

    def test_everything_saved_is_as_good_as_a_night(self, site: Site, waiting: Run) -> None:
        for code in (NO_BACKUP, PARTIAL_NIGHTS):
            raise_alarm(site=site, code=code, location="", detail="", now=NOW)

        run = self._finish(site, waiting)

        assert run.outcome == Outcome.FULL
        assert not Alarm.objects.filter(resolved_at=None).exists()

    def test_a_part_of_everything_is_not(self, site: Site) -> None:
        raise_alarm(site=site, code=NO_BACKUP, location="", detail="", now=NOW)

        run = run_backup(run_id=queued_attended(site, choice=Choice((), ("system-data",))).pk, clock=clock)

        assert run.outcome == Outcome.FULL
        assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 1"

    def test_one_that_fails_raises_none(self, site: Site, waiting: Run) -> None:
        cancel_run(run=waiting, now=clock())

        assert not Alarm.objects.filter(resolved_at=None).exists()
