"""A run from its lock to its recorded outcome, with the real engine."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from mmbackup.engine.codes import NO_BACKUP
from mmbackup.engine.format.log_reader import LogReader
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, BackupSet, Event, Log, Medium, Run, Site
from mmbackup.services.alarms import raise_alarm
from mmbackup.services.drives.drive_lock import data_folder_name, drive_lock
from mmbackup.services.runs.journal import read_journal
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import NOW, queued_night, queued_run, running_run

pytestmark = pytest.mark.django_db(transaction=True)  # progress is told on a connection of its own


def clock() -> datetime:
    return NOW + timedelta(minutes=16)


def test_a_full_run_is_remembered_whole(harbour: Site) -> None:
    run = run_backup(run_id=queued_run(harbour).pk, clock=clock)

    assert run.outcome == Outcome.FULL, run.verdict
    assert run.state == Run.State.ENDED
    assert run.medium == Medium.objects.get()
    assert Medium.objects.get().place == Medium.Place.IN_DRIVE
    assert BackupSet.objects.get().verified_at is not None
    assert list(Event.objects.values_list("event_id", flat=True)) == ["BKRST001", "BKRST003"]


def test_the_log_ends_with_the_verdict(harbour: Site) -> None:
    run = run_backup(run_id=queued_run(harbour).pk, clock=clock)

    log = Log.objects.get()
    with LogReader(str(data_folder("logs") / log.path)) as reader:
        assert reader.page(reader.lines - 1, 1) == [run.verdict]
        assert reader.lines == log.lines
    assert run.verdict.startswith("FULL-AUTO BACKUP completed successfully | Data Types - System, ")


def test_success_resolves_the_alarm(harbour: Site) -> None:
    raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=NOW)

    run = run_backup(run_id=queued_run(harbour).pk, clock=clock)

    alarm = Alarm.objects.get()
    assert alarm.resolved_at is not None
    assert run.verdict[:60] in alarm.resolve_reason


def test_the_journal_holds_what_the_database_holds(harbour: Site) -> None:
    run = run_backup(run_id=queued_run(harbour).pk, clock=clock)

    journal = read_journal(run_id=run.pk)
    assert journal is not None
    assert journal.result.verdict == run.verdict
    assert journal.result.set_uuid == str(BackupSet.objects.get().uuid)


def test_a_second_call_changes_nothing(harbour: Site) -> None:
    first = run_backup(run_id=queued_run(harbour).pk, clock=clock)

    second = run_backup(run_id=first.pk, clock=clock)

    assert (second.ended_at, second.verdict) == (first.ended_at, first.verdict)
    assert BackupSet.objects.count() == 1


def test_a_busy_drive_ends_a_run_by_hand_with_plain_words(harbour: Site) -> None:
    run = queued_run(harbour)

    with drive_lock(drive_id=harbour.drives.get().pk):
        ended = run_backup(run_id=run.pk, clock=clock)

    assert ended.outcome == Outcome.FAILED
    assert "another run is using the drive" in ended.verdict
    assert Log.objects.get().run == run


def test_a_wish_to_cancel_ends_it_honestly(harbour: Site) -> None:
    run = run_backup(run_id=queued_run(harbour).pk, clock=clock, cancelled=lambda: True)

    assert run.outcome == Outcome.FAILED
    assert "cancelled" in run.verdict
    assert not BackupSet.objects.exists()


def test_the_next_run_settles_one_that_died_and_is_good(harbour: Site) -> None:
    dead = running_run(harbour, data_folder=data_folder_name())

    run = run_backup(run_id=queued_night(harbour).pk, clock=clock)

    dead.refresh_from_db()
    assert dead.outcome == Outcome.WORKER_LOST
    assert run.outcome == Outcome.FULL
    assert not Alarm.objects.filter(resolved_at=None).exists()


def test_a_run_on_another_hosts_drive_is_neither_judged_nor_doubled(harbour: Site) -> None:
    other = running_run(harbour, data_folder=str(uuid4()))

    run = run_backup(run_id=queued_night(harbour).pk, clock=clock)

    other.refresh_from_db()
    assert other.state == Run.State.RUNNING
    assert run.outcome == Outcome.FAILED
    assert "another host" in run.verdict


def test_nothing_to_save_is_said(harbour: Site) -> None:
    harbour.servers.all().delete()

    run = run_backup(run_id=queued_run(harbour).pk, clock=clock)

    assert run.outcome == Outcome.FAILED
    assert run.next_step.startswith("Configure servers and sources")
