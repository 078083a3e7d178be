"""Asking for a backup, cancelling one, and labelling: plain answers, nothing half done."""

import pytest

from mmbackup.engine.errors import DriveBusy, WrongMedium
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Drive, Event, Medium, Run, Schedule, Site
from mmbackup.services.drives.drive_lock import data_folder_name, drive_lock
from mmbackup.services.media.label_medium import label_medium
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.request_backup import NoDrive, queue_by_hand
from tests.builders import NOW, queued_night, queued_run, running_run

pytestmark = pytest.mark.django_db


def test_one_at_a_time(harbour: Site) -> None:
    queue_by_hand(site=harbour, now=NOW)

    with pytest.raises(DriveBusy, match="queued or running on drive DVD-RAM 1"):
        queue_by_hand(site=harbour, now=NOW)

    assert Run.objects.count() == 1


def test_a_held_lock_is_a_busy_drive(harbour: Site) -> None:
    with drive_lock(drive_id=harbour.drives.get().pk), pytest.raises(DriveBusy):
        queue_by_hand(site=harbour, now=NOW)


def test_a_night_that_waits_is_not_overtaken(harbour: Site) -> None:
    queued_night(harbour)

    with pytest.raises(DriveBusy):
        queue_by_hand(site=harbour, now=NOW)


def test_a_run_that_died_does_not_keep_the_drive(harbour: Site) -> None:
    dead = running_run(harbour, data_folder=data_folder_name())

    queue_by_hand(site=harbour, now=NOW)

    dead.refresh_from_db()
    assert dead.outcome == Outcome.WORKER_LOST


def test_without_a_drive_it_is_said(harbour: Site) -> None:
    Schedule.objects.update(drive=None)
    Drive.objects.all().delete()

    with pytest.raises(NoDrive, match="no drive is configured"):
        queue_by_hand(site=harbour, now=NOW)


def test_a_queued_run_is_cancelled_at_once(harbour: Site) -> None:
    run = queued_run(harbour)

    assert cancel_run(run=run, now=NOW)
    assert not cancel_run(run=run, now=NOW)

    run.refresh_from_db()
    assert run.outcome == Outcome.FAILED
    assert "cancelled by hand before it began" in run.verdict


def test_a_running_one_is_asked(harbour: Site) -> None:
    run = running_run(harbour, data_folder=data_folder_name())

    assert cancel_run(run=run, now=NOW)

    run.refresh_from_db()
    assert (run.state, run.cancel_asked) == (Run.State.RUNNING, True)


def test_a_blank_medium_is_labelled_once(harbour: Site) -> None:
    drive = harbour.drives.get()

    identity = label_medium(drive=drive, name="Sunday", now=NOW)

    assert (identity.name, identity.pool) == ("Sunday", "nightly")
    assert Medium.objects.get().name == "Sunday"
    assert "was labelled Sunday" in Event.objects.get().message
    with pytest.raises(WrongMedium):
        label_medium(drive=drive, name="Monday", now=NOW)


def test_no_label_while_a_run_uses_the_drive(harbour: Site) -> None:
    drive = harbour.drives.get()

    with drive_lock(drive_id=drive.pk), pytest.raises(DriveBusy):
        label_medium(drive=drive, name="Sunday", now=NOW)
