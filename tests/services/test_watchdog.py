"""The watchdog ends what is lost, records what was missed, and never doubles either."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError

from mmbackup.engine.codes import NIGHT_OVERDUE
from mmbackup.engine.events import BackupResult
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, Log, Run, Schedule, Site
from mmbackup.services import watch
from mmbackup.services.drives.drive_lock import data_folder_name, drive_lock
from mmbackup.services.prune import prune_journals, prune_logs
from mmbackup.services.runs.claim_night import claim_night
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.journal import journal_path, prepare_journal, read_journal, write_journal
from mmbackup.services.runs.missed_nights import MOST_NIGHTS, look_for_missed_nights
from mmbackup.services.runs.run_log import log_path, write_short_log
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs
from mmbackup.services.runs.waiting_runs import look_after_waiting_runs
from mmbackup.services.watch import Watchdog
from tests.builders import NOW, queued_night, queued_run, running_run

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unreachable_broker(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whatever is handed over goes nowhere; what was tried is told."""
    tried: list[str] = []
    monkeypatch.setattr(watch, "try_to_hand_over_night", lambda site_id: tried.append(f"night of {site_id}"))
    return tried


def full_result() -> BackupResult:
    words = "FULL-AUTO BACKUP completed successfully | Data Types - System - Sun Nov 22 03:21:07 2026"
    return BackupResult(Outcome.FULL, "", "", words, NOW)


class TestLostRuns:
    def test_a_free_lock_is_a_lost_run(self, harbour: Site) -> None:
        run = running_run(harbour, data_folder=data_folder_name())

        assert settle_lost_runs(now=NOW + MINUTE) == [run]

        run.refresh_from_db()
        assert run.outcome == Outcome.WORKER_LOST
        assert Log.objects.get(run=run).lines > 5
        assert Alarm.objects.get().name == "MT BACKUP 1"

    def test_a_held_lock_is_a_living_run(self, harbour: Site) -> None:
        running_run(harbour, data_folder=data_folder_name())

        with drive_lock(drive_id=harbour.drives.get().pk):
            assert settle_lost_runs(now=NOW + DAY) == []

    def test_a_run_of_another_host_is_not_judged(self, harbour: Site) -> None:
        running_run(harbour, data_folder=str(uuid4()))

        assert settle_lost_runs(now=NOW + DAY) == []

    def test_the_journal_is_believed(self, harbour: Site) -> None:
        run = running_run(harbour, data_folder=data_folder_name())
        prepare_journal(run_id=run.pk)
        write_journal(run_id=run.pk, ending=Ending(full_result()))

        settle_lost_runs(now=NOW + MINUTE)

        run.refresh_from_db()
        assert run.outcome == Outcome.FULL
        assert run.ended_at == NOW

    def test_a_journal_cut_short_is_not_believed(self, harbour: Site) -> None:
        run = running_run(harbour, data_folder=data_folder_name())
        prepare_journal(run_id=run.pk)
        write_journal(run_id=run.pk, ending=Ending(full_result()))
        with journal_path(run_id=run.pk).open("r+b") as journal:
            journal.seek(200)
            journal.write(bytes(4096))

        settle_lost_runs(now=NOW + MINUTE)

        run.refresh_from_db()
        assert run.outcome == Outcome.WORKER_LOST

    def test_a_finished_log_without_a_journal_is_believed(self, harbour: Site) -> None:
        run = running_run(harbour, data_folder=data_folder_name())
        write_short_log(run, full_result())

        settle_lost_runs(now=NOW + MINUTE)

        run.refresh_from_db()
        assert (run.outcome, run.verdict) == (Outcome.FULL, full_result().verdict)

    def test_it_is_ended_once(self, harbour: Site) -> None:
        running_run(harbour, data_folder=data_folder_name())

        settle_lost_runs(now=NOW + MINUTE)

        assert settle_lost_runs(now=NOW + 2 * MINUTE) == []
        assert Log.objects.count() == 1


class TestMissedNights:
    def test_within_the_grace_nothing_happens(self, harbour: Site) -> None:
        self._only_since(harbour, NOW)

        assert look_for_missed_nights(site=harbour, now=NOW + MINUTE, hand_over=pytest.fail) == []
        assert not Alarm.objects.exists()

    def test_after_the_grace_it_is_alarmed_once_and_handed_over(self, harbour: Site) -> None:
        self._only_since(harbour, NOW)
        handed: list[int] = []

        for minutes in (2, 3):
            look_for_missed_nights(
                site=harbour, now=NOW + minutes * MINUTE, hand_over=lambda: handed.append(1)
            )

        assert Alarm.objects.get().name == NIGHT_OVERDUE.name
        assert len(handed) == 2

    def test_a_claimed_night_resolves_the_alarm(self, harbour: Site) -> None:
        self._only_since(harbour, NOW)
        look_for_missed_nights(site=harbour, now=NOW + 2 * MINUTE, hand_over=lambda: None)

        run = claim_night(site=harbour, now=NOW + 3 * MINUTE)

        assert run is not None
        assert Alarm.objects.get().resolved_at == NOW + 3 * MINUTE
        assert look_for_missed_nights(site=harbour, now=NOW + DAY - MINUTE, hand_over=pytest.fail) == []

    def test_after_the_window_it_did_not_run(self, harbour: Site) -> None:
        self._only_since(harbour, NOW)
        end = NOW + timedelta(hours=6)

        assert look_for_missed_nights(site=harbour, now=end - MINUTE, hand_over=lambda: None) == []
        (run,) = look_for_missed_nights(site=harbour, now=end, hand_over=pytest.fail)

        run.refresh_from_db()
        assert (run.outcome, run.due_at) == (Outcome.DID_NOT_RUN, NOW)
        assert "was due Sun Nov 22 03:05:00 2026" in run.verdict
        assert set(Alarm.objects.filter(resolved_at=None).values_list("code", flat=True)) == {1}
        assert claim_night(site=harbour, now=end) is None

    def test_without_catching_up_it_did_not_run_right_after_the_grace(self, harbour: Site) -> None:
        self._only_since(harbour, NOW)
        Schedule.objects.update(catch_up_hours=0)

        (run,) = look_for_missed_nights(site=harbour, now=NOW + 2 * MINUTE, hand_over=pytest.fail)

        assert run.outcome == Outcome.DID_NOT_RUN

    def test_after_a_long_power_cut_each_night_is_recorded_once_and_boundedly(self, harbour: Site) -> None:
        later = NOW + 40 * DAY

        runs = look_for_missed_nights(site=harbour, now=later, hand_over=lambda: None)
        again = look_for_missed_nights(site=harbour, now=later, hand_over=lambda: None)

        assert len(runs) == MOST_NIGHTS - 1  # the newest may still be caught up
        assert again == []
        assert sorted(run.due_at for run in runs if run.due_at) == [run.due_at for run in runs]

    def test_nights_before_the_schedule_are_not_missed(self, harbour: Site) -> None:
        self._only_since(harbour, NOW + MINUTE)

        assert look_for_missed_nights(site=harbour, now=NOW + 7 * 60 * MINUTE, hand_over=pytest.fail) == []

    def test_a_night_recorded_late_does_not_alarm_behind_a_later_success(self, harbour: Site) -> None:
        done = queued_night(harbour, at=NOW + DAY)
        Run.objects.filter(pk=done.pk).update(
            state="ended", outcome=Outcome.FULL, started_at=NOW + DAY, ended_at=NOW + DAY
        )
        self._only_since(harbour, NOW)

        (run,) = look_for_missed_nights(site=harbour, now=NOW + DAY + MINUTE, hand_over=pytest.fail)

        assert run.due_at == NOW
        assert not Alarm.objects.filter(resolved_at=None).exists()

    def _only_since(self, site: Site, since: object) -> None:
        Schedule.objects.filter(site=site).update(since=since)


class TestWaitingRuns:
    def test_a_run_by_hand_nobody_takes_ends_with_a_reason(self, harbour: Site) -> None:
        run = queued_run(harbour)

        assert look_after_waiting_runs(now=NOW + 9 * MINUTE) == []
        assert look_after_waiting_runs(now=NOW + 20 * MINUTE) == [run]

        run.refresh_from_db()
        assert run.outcome == Outcome.DID_NOT_RUN
        assert "no worker took the run in time" in run.verdict

    def test_a_claimed_night_waits_as_long_as_it_might_be_caught_up(self, harbour: Site) -> None:
        run = queued_night(harbour)

        assert look_after_waiting_runs(now=NOW + timedelta(hours=5)) == []
        assert look_after_waiting_runs(now=NOW + timedelta(hours=6)) == [run]

    def test_a_sign_of_life_is_heeded(self, harbour: Site) -> None:
        run = queued_night(harbour)
        Run.objects.filter(pk=run.pk).update(heard_at=NOW + timedelta(hours=7))

        assert look_after_waiting_runs(now=NOW + timedelta(hours=7) + MINUTE) == []


@pytest.mark.django_db(transaction=True)  # it closes old connections
class TestTheLook:
    @pytest.mark.usefixtures("harbour")
    def test_a_database_that_is_gone_is_told_and_survived(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def gone(**_: object) -> list[Run]:
            raise OperationalError("database is locked")

        watchdog = Watchdog()
        Schedule.objects.update(since=NOW + DAY)

        with monkeypatch.context() as fault:
            fault.setattr(watch, "settle_lost_runs", gone)
            assert watchdog.look(now=NOW) is False

        assert "The database does not answer" in caplog.text
        assert watchdog.look(now=NOW + MINUTE) is True

    @pytest.mark.usefixtures("harbour")
    def test_a_night_is_handed_over_at_most_once_a_minute(self, unreachable_broker: list[str]) -> None:
        Schedule.objects.update(since=NOW)
        watchdog = Watchdog()

        for seconds in (120, 135, 150, 165, 180):
            watchdog.look(now=NOW + timedelta(seconds=seconds))

        assert len(unreachable_broker) == 2


class TestPruning:
    def test_logs_are_kept_a_year_and_the_newest_three_for_ever(self, harbour: Site) -> None:
        for day in range(5):
            run = queued_night(harbour, at=NOW + day * DAY)
            write_short_log(run, full_result())
            Log.objects.create(run=run, path=os.path.basename(log_path(run)), written_at=NOW + day * DAY)

        assert prune_logs(site=harbour, now=NOW + 365 * DAY) == 0
        assert prune_logs(site=harbour, now=NOW + 1000 * DAY) == 2

        assert Log.objects.count() == 3
        assert Run.objects.count() == 5
        assert len(list(data_folder("logs").glob("*.log"))) == 3
        assert len(list(data_folder("logs").glob("*.idx"))) == 3

    def test_drills_push_no_backup_log_out(self, harbour: Site) -> None:
        for day, kind in enumerate(["backup", "drill", "drill", "drill", "restore"]):
            run = queued_night(harbour, at=NOW + day * DAY)
            write_short_log(run, full_result())
            path = os.path.basename(log_path(run))
            Log.objects.create(run=run, kind=kind, path=path, written_at=NOW + day * DAY)

        assert prune_logs(site=harbour, now=NOW + 1000 * DAY) == 0

    def test_journals_go_when_the_database_has_had_the_end_for_days(self, harbour: Site) -> None:
        run = running_run(harbour, data_folder=data_folder_name())
        prepare_journal(run_id=run.pk)
        assert prune_journals(now=NOW + 30 * DAY) == 0
        settle_lost_runs(now=NOW)

        assert prune_journals(now=NOW + 6 * DAY) == 0
        assert prune_journals(now=NOW + 8 * DAY) == 1
        assert read_journal(run_id=run.pk) is None
