"""The night with real broker, worker and beat: what is sent twice, killed or cut off still runs once."""

import os
import signal
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from mmbackup.engine.errors import DriveBusy
from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, BackupSet, Run, Schedule, Site
from mmbackup.services.broker import NIGHTLY_TASK, BrokerUnreachable, hand_over
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.runs.request_backup import request_backup
from mmbackup.services.schedule import apply_schedule
from tests.alive import family_of, is_alive
from tests.builders import add_source, make_site, nothing_due
from tests.processes import Processes, broker_client
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(processes: Processes, tmp_path: Path) -> Site:
    """Saved in the blink of an eye; nothing is due until a test says so."""
    site = make_site(tmp_path)
    nothing_due(site)
    return site


@pytest.fixture
def gate(site: Site, tmp_path: Path) -> Path:
    """A source that answers only once this file exists: a run stays in the middle as long as a test likes."""
    gate = tmp_path / "gate"
    script = f"while [ ! -e {gate} ]; do sleep 0.1; done; echo open"
    add_source(
        site.servers.get(), "enabled-features", kind="command", argv=["sh", "-c", script], output="list.txt"
    )
    return gate


def make_due(site: Site) -> Schedule:
    """A schedule whose time came a moment ago, and which nothing has told beat of."""
    site.time_zone = "UTC"
    site.save()
    schedule = Schedule.objects.select_related("site").get(site=site)
    schedule.at = (timezone.now() - timedelta(minutes=1)).time().replace(second=0, microsecond=0)
    schedule.since = an_hour_ago()
    schedule.save()
    return schedule


def an_hour_ago() -> datetime:
    return timezone.now() - timedelta(hours=1)


def all_ended(count: int) -> bool:
    return Run.objects.filter(state=Run.State.ENDED).count() == count


def is_in_the_middle() -> bool:
    """The engine is at work: it has told of its first phase."""
    return Run.objects.filter(state=Run.State.RUNNING).exclude(phase=Phase.PREFLIGHT).exists()


def runner_of(run: Run) -> int:
    run.refresh_from_db()
    assert run.process
    return run.process


def last_line(run: Run) -> str:
    return (data_folder("logs") / run.log.path).read_text().splitlines()[-1]


@pytest.mark.long
def test_beat_starts_the_night_a_minute_ahead_without_a_hand(site: Site, processes: Processes) -> None:
    processes.broker()
    processes.worker()
    beat = processes.beat()
    wait_until(lambda: "beat: Starting" in processes.output(beat), "beat has started")

    site.time_zone = "Asia/Kolkata"  # whose clock is never put forward or back
    site.save()
    next_minute = (timezone.now() + timedelta(seconds=75)).astimezone(ZoneInfo(site.time_zone))
    schedule = Schedule.objects.select_related("site").get()
    schedule.at = next_minute.time().replace(second=0, microsecond=0)
    schedule.since = timezone.now()
    schedule.save()
    apply_schedule(schedule=schedule, now=timezone.now())

    wait_until(lambda: all_ended(1), "the night's run has ended", seconds=300)
    run = Run.objects.get()
    assert run.trigger == Run.Trigger.SCHEDULE
    assert run.outcome == Outcome.FULL
    assert run.verdict.startswith("FULL-AUTO BACKUP completed successfully | Data Types - System, ")


@pytest.mark.long
def test_a_message_delivered_twice_runs_once(site: Site, processes: Processes) -> None:
    processes.broker()
    make_due(site)
    for _ in range(3):
        hand_over(task=NIGHTLY_TASK)

    worker = processes.worker()

    wait_until(lambda: processes.output(worker).count("succeeded") >= 3, "the messages are done")
    wait_until(lambda: all_ended(1), "the run has ended")
    assert [run.outcome for run in Run.objects.all()] == [Outcome.FULL]


@pytest.mark.long
def test_two_beats_start_one_run(site: Site, processes: Processes) -> None:
    processes.broker()
    apply_schedule(schedule=make_due(site), now=an_hour_ago())
    PeriodicTask.objects.update(last_run_at=an_hour_ago())  # beat then sees that the time has come
    beats = [processes.beat(), processes.beat()]
    wait_until(lambda: any("Sending due" in processes.output(beat) for beat in beats), "a beat has sent")
    hand_over(task=NIGHTLY_TASK)  # as the other does, if it has not seen in time that the first was quicker

    worker = processes.worker()

    wait_until(lambda: processes.output(worker).count("succeeded") >= 2, "the messages are done")
    wait_until(lambda: all_ended(1), "the run has ended")
    assert [run.outcome for run in Run.objects.all()] == [Outcome.FULL]


def test_a_worker_that_starts_late_catches_up_at_once_without_beat(site: Site, processes: Processes) -> None:
    processes.broker()
    make_due(site)

    processes.worker()

    wait_until(lambda: all_ended(1), "the night was caught up")
    assert Run.objects.get().outcome == Outcome.FULL


@pytest.mark.long
def test_an_impatient_click_is_told_that_the_drive_is_busy(
    site: Site, gate: Path, processes: Processes
) -> None:
    processes.broker()
    processes.worker()
    request_backup(site=site, now=timezone.now())

    with pytest.raises(DriveBusy):
        request_backup(site=site, now=timezone.now())

    wait_until(is_in_the_middle, "the run is in the middle")
    with pytest.raises(DriveBusy):
        request_backup(site=site, now=timezone.now())
    gate.touch()
    wait_until(lambda: all_ended(1), "the run has ended")
    assert Run.objects.get().outcome == Outcome.FULL


@pytest.mark.long
def test_a_night_that_falls_due_during_a_run_by_hand_waits_its_turn(
    site: Site, gate: Path, processes: Processes
) -> None:
    processes.broker()
    worker = processes.worker()
    by_hand = request_backup(site=site, now=timezone.now())
    wait_until(is_in_the_middle, "the run by hand is in the middle")

    make_due(site)
    hand_over(task=NIGHTLY_TASK)
    night = wait_until(Run.objects.filter(trigger=Run.Trigger.SCHEDULE).first, "the night is claimed")
    wait_until(Run.objects.filter(pk=night.pk).exclude(heard_at=None).exists, "it waits for the drive")
    gate.touch()

    wait_until(lambda: all_ended(2), "both have ended")
    by_hand.refresh_from_db()
    night.refresh_from_db()
    assert (by_hand.outcome, night.outcome) == (Outcome.FULL, Outcome.FULL), processes.output(worker)
    assert by_hand.ended_at is not None
    assert night.started_at is not None
    assert by_hand.ended_at <= night.started_at


@pytest.mark.long
def test_a_killed_workers_run_dies_with_it_and_the_watchdog_says_so(
    site: Site, gate: Path, processes: Processes
) -> None:
    processes.broker()
    worker = processes.worker()
    run = request_backup(site=site, now=timezone.now())
    wait_until(is_in_the_middle, "the run is in the middle")
    runner = runner_of(run)
    descendants = family_of(runner)

    os.kill(worker.pid, signal.SIGKILL)

    wait_until(lambda: not any(map(is_alive, [runner, *descendants])), "the runner and its readers are gone")
    processes.manage("watchdog")
    wait_until(lambda: all_ended(1), "the watchdog has ended the run")
    run.refresh_from_db()
    assert run.outcome == Outcome.WORKER_LOST
    assert run.verdict.startswith("AUTO BACKUP failed | worker lost: ")
    assert last_line(run) == run.verdict
    assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 1"


@pytest.mark.long
def test_after_a_killed_worker_the_next_run_is_good(site: Site, gate: Path, processes: Processes) -> None:
    processes.broker()
    worker = processes.worker()
    request_backup(site=site, now=timezone.now())
    wait_until(is_in_the_middle, "the run is in the middle")
    os.kill(worker.pid, signal.SIGKILL)
    lock = drive_lock(drive_id=site.drives.get().pk)
    wait_until(lambda: not lock.is_held(), "the runner is gone, and its lock with it")
    gate.touch()

    processes.worker()
    run = request_backup(site=site, now=timezone.now())

    wait_until(lambda: all_ended(2), "the next run has ended")
    run.refresh_from_db()
    assert run.outcome == Outcome.FULL
    assert not Alarm.objects.filter(resolved_at=None).exists()


@pytest.mark.long
def test_a_run_longer_than_the_visibility_timeout_runs_once(
    site: Site, gate: Path, processes: Processes
) -> None:
    """Its message is confirmed when it is taken, so nothing is left that could be delivered again."""
    processes.broker()
    make_due(site)
    hand_over(task=NIGHTLY_TASK)
    first = processes.worker(DJANGO_SETTINGS_MODULE="tests.hasty_settings")
    wait_until(is_in_the_middle, "the run is in the middle")

    with broker_client() as broker:
        wait_until(lambda: broker.zcard("unacked_index") == 0, "the message is confirmed")
    second = processes.worker(DJANGO_SETTINGS_MODULE="tests.hasty_settings")
    wait_until(lambda: " ready." in processes.output(second), "another worker is there")
    wait_until(
        lambda: (processes.output(first) + processes.output(second)).count("No night of") >= 2,
        "the question of each worker's start is answered",
    )
    gate.touch()

    wait_until(lambda: all_ended(1), "the run has ended")
    assert [run.outcome for run in Run.objects.all()] == [Outcome.FULL]
    assert BackupSet.objects.count() == 1


@pytest.mark.long
def test_a_broker_restart_in_the_middle_costs_nothing(site: Site, gate: Path, processes: Processes) -> None:
    broker = processes.broker()
    worker = processes.worker()
    request_backup(site=site, now=timezone.now())
    wait_until(is_in_the_middle, "the run is in the middle")

    processes.kill_all(broker)
    processes.broker()
    gate.touch()

    wait_until(lambda: all_ended(1), "the run has ended")
    wait_until(lambda: "succeeded" in processes.output(worker), "the task is done")
    second = request_backup(site=site, now=timezone.now())
    wait_until(lambda: all_ended(2), "the worker takes the next run")
    second.refresh_from_db()
    assert set(Run.objects.values_list("outcome", flat=True)) == {Outcome.FULL}


@pytest.mark.long
def test_a_killed_broker_loses_no_message(site: Site, processes: Processes) -> None:
    broker = processes.broker()
    run = request_backup(site=site, now=timezone.now())

    processes.kill_all(broker)
    processes.broker()
    processes.worker()

    wait_until(lambda: all_ended(1), "the run has ended")
    run.refresh_from_db()
    assert run.outcome == Outcome.FULL


def test_a_request_without_a_broker_says_so_and_leaves_nothing(site: Site, processes: Processes) -> None:
    with pytest.raises(BrokerUnreachable, match="the broker cannot be reached"):
        request_backup(site=site, now=timezone.now())

    assert not Run.objects.exists()


def test_a_broker_that_hangs_is_not_waited_for(site: Site, processes: Processes) -> None:
    broker = processes.broker()
    os.kill(broker.pid, signal.SIGSTOP)

    with pytest.raises(BrokerUnreachable):
        request_backup(site=site, now=timezone.now())

    assert not Run.objects.exists()


def test_with_everything_down_the_watchdog_alone_records_the_night(site: Site, processes: Processes) -> None:
    Schedule.objects.filter(pk=make_due(site).pk).update(catch_up_hours=0)
    schedule = Schedule.objects.get()
    schedule.at = (timezone.now() - timedelta(minutes=4)).time().replace(second=0, microsecond=0)
    schedule.save()

    processes.manage("watchdog")

    wait_until(lambda: all_ended(1), "the night is recorded")
    run = Run.objects.get()
    assert run.outcome == Outcome.DID_NOT_RUN
    assert last_line(run) == run.verdict
    assert run.verdict.startswith("AUTO BACKUP did not run | nothing took the backup that was due ")
    assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 1"


def test_with_everything_down_the_watchdog_alone_alarms_an_overdue_night(
    site: Site, processes: Processes
) -> None:
    schedule = make_due(site)
    schedule.at = (timezone.now() - timedelta(minutes=4)).time().replace(second=0, microsecond=0)
    schedule.save()

    processes.manage("watchdog")

    wait_until(Alarm.objects.exists, "the alarm is raised")
    assert Alarm.objects.get().name == "MT BACKUP 4"
    assert not Run.objects.exists()


@pytest.mark.long
def test_worker_beat_and_watchdog_start_without_a_site(processes: Processes) -> None:
    processes.broker()
    hand_over(task=NIGHTLY_TASK)

    worker, beat, watchdog = processes.worker(), processes.beat(), processes.manage("watchdog")

    wait_until(lambda: "No site is configured" in processes.output(worker), "the worker says what is missing")
    wait_until(lambda: "beat: Starting" in processes.output(beat), "beat has started")
    wait_until(lambda: "Watching every" in processes.output(watchdog), "the watchdog has started")
    assert [process.poll() for process in (worker, beat, watchdog)] == [None, None, None]
