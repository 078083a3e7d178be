"""A restore that waits: for a medium, cancelled, out of time, its process dead, beside nights and backups."""

from datetime import timedelta
from pathlib import Path

import pytest

from mmbackup.engine.errors import DriveBusy
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Alarm, Event, Restore, Run, Site
from mmbackup.services.attended.request_attended import Choice, queue_attended
from mmbackup.services.drives.drive_lock import data_folder_name
from mmbackup.services.drives.medium_came import medium_came
from mmbackup.services.restore.folder import folder_of
from mmbackup.services.runs.cancel_run import cancel_run
from mmbackup.services.runs.run_backup import run_backup
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs
from mmbackup.services.waiting.continue_run import claim_part
from mmbackup.services.waiting.end_waiting import end_unwanted_runs
from mmbackup.services.waiting.next_medium import NextMedium
from tests.attended_site import change_medium, drive_of_site, shelf_of_site
from tests.builders import queued_night
from tests.restore_site import clock, go_on, is_equal, restore

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def waiting(saved: Site, tmp_path: Path) -> Run:
    """DVD-A is wanted, and the drive is empty."""
    shelf_of_site(saved).eject()
    run = restore(saved, tmp_path / "back")
    assert run.state == Run.State.WAITING, run.verdict
    return run


def is_back(folder: Path) -> bool:
    return is_equal(folder / "back/MSS1" / str(folder / "mss1")[1:], folder / "mss1")


def test_it_asks_for_its_medium(waiting: Run) -> None:
    assert waiting.waits_for == "Insert DVD-A into DVD-RAM 1."
    assert "Back Up Now" not in waiting.refusal
    assert waiting.waits_until == clock() + DAY
    assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 6"
    assert Event.objects.filter(run=waiting, event_id="BKRST008").exists()


def test_the_medium_comes_and_it_goes_on(saved: Site, waiting: Run, tmp_path: Path) -> None:
    change_medium(saved, "DVD-A")

    run = go_on(waiting)

    assert run.outcome == Outcome.FULL, (run.verdict, run.refusal)
    assert is_back(tmp_path)
    assert not Alarm.objects.filter(resolved_at=None).exists()


def test_a_wrong_medium_is_refused_and_named(saved: Site, waiting: Run) -> None:
    change_medium(saved, "DVD-B")

    run = go_on(waiting)

    assert run.state == Run.State.WAITING
    assert run.waits_for == "Insert DVD-A into DVD-RAM 1."
    assert run.refusal
    assert "Back Up Now" not in run.refusal


def test_the_drive_that_sees_it_come_hands_it_over(
    saved: Site, waiting: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        "mmbackup.services.waiting.continue_run.hand_over", lambda arguments, **_: sent.append(arguments)
    )

    change_medium(saved, "DVD-B")  # for the night
    medium_came(drive=drive_of_site(saved), now=clock())
    assert sent == []

    change_medium(saved, "DVD-A")
    medium_came(drive=drive_of_site(saved), now=clock())
    assert sent == [(str(waiting.pk),)]


def test_cancelled_it_ends_and_leaves_nothing(waiting: Run) -> None:
    assert cancel_run(run=waiting, now=clock())

    waiting.refresh_from_db()
    assert waiting.outcome == Outcome.FAILED
    assert waiting.verdict.startswith("RESTORE failed | cancelled while it waited for the medium DVD-A")
    assert "Back Up Now" not in waiting.next_step
    assert not folder_of(waiting).exists()
    assert not Alarm.objects.filter(resolved_at=None).exists()
    assert Event.objects.filter(run=waiting, event_id="BKRST014").count() == 1


def test_cancelled_while_it_restores(saved: Site, waiting: Run) -> None:
    change_medium(saved, "DVD-A")
    claim_part(run_id=waiting.pk, now=clock())

    run = run_backup(run_id=waiting.pk, clock=clock, cancelled=lambda: True)

    assert run.outcome == Outcome.FAILED
    assert "cancelled" in run.verdict


def test_out_of_time_it_ends_with_the_reason(waiting: Run) -> None:
    assert end_unwanted_runs(now=clock() + DAY - timedelta(seconds=1)) == []

    assert end_unwanted_runs(now=clock() + DAY) == [waiting]

    waiting.refresh_from_db()
    assert "the medium DVD-A was not put in until the time was over" in waiting.verdict


def test_one_whose_process_died_waits_again_and_ends_whole(saved: Site, waiting: Run, tmp_path: Path) -> None:
    running = {"state": Run.State.RUNNING, "data_folder": data_folder_name(), "waits_for": ""}
    Run.objects.filter(pk=waiting.pk).update(waits_until=None, **running)

    settle_lost_runs(now=clock())

    waiting.refresh_from_db()
    assert waiting.state == Run.State.WAITING
    assert "was stopped before it was done" in waiting.refusal
    change_medium(saved, "DVD-A")
    assert go_on(waiting).outcome == Outcome.FULL
    assert is_back(tmp_path)


def test_a_night_is_not_kept_waiting(saved: Site, waiting: Run) -> None:
    change_medium(saved, "DVD-B")

    night = run_backup(run_id=queued_night(saved).pk, clock=clock)

    assert night.outcome == Outcome.FULL, night.verdict
    waiting.refresh_from_db()
    assert waiting.state == Run.State.WAITING


def test_no_attended_backup_begins_beside_it(saved: Site, waiting: Run) -> None:
    with pytest.raises(DriveBusy, match="a restore is under way"):
        queue_attended(drive=drive_of_site(saved), choice=Choice(), by="ada", now=clock())


def test_only_a_medium_that_is_wanted_counts_as_the_next_one(saved: Site, waiting: Run) -> None:
    Run.objects.update(refusal="")
    waiting.refresh_from_db()
    change_medium(saved, "DVD-B")
    run_backup(run_id=queued_night(saved).pk, clock=clock)  # it is ours now, and none of the restore's

    beside = NextMedium(run=waiting, drive=drive_of_site(saved))
    assert not beside.has_come()
    change_medium(saved, "DVD-A")
    assert beside.has_come()


def test_what_it_restores_stays_known_after_its_end(saved: Site, waiting: Run) -> None:
    change_medium(saved, "DVD-A")
    go_on(waiting)

    (part,) = Restore.objects.get(run=waiting).parts
    assert (part["medium_name"], part["done"], part["encrypted"]) == ("DVD-A", True, False)
    assert part["files"] == 28
