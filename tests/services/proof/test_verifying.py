"""A verification, asked for and done: what it means for sets, medium, alarms and log."""

from pathlib import Path

import pytest

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, BackupSet, Check, Custody, Event, Log, Medium, Run, Site
from mmbackup.services.media.medium_life import back_to_use
from mmbackup.services.proof.request import queue_check
from mmbackup.services.runs.cancel_run import cancel_run
from tests.builders import NOW
from tests.services.proof.builders import LATER, back_up, change_medium, content, mar, verify

pytestmark = pytest.mark.django_db(transaction=True)  # progress is told on a connection of its own


def log_of(run: Run) -> list[str]:
    log = Log.objects.get(run=run)
    return Path(data_folder("logs") / log.path).read_text().splitlines()


def test_a_whole_medium_is_verified_again(harbour: Site) -> None:
    written = back_up(harbour)

    run = verify(harbour)

    written.refresh_from_db()
    assert run.outcome == Outcome.FULL, run.verdict
    assert run.verdict.startswith("VERIFICATION completed successfully | 1 set, ")
    assert "medium DVD-A" in run.verdict
    assert written.checked_at is not None
    assert written.checked_at > NOW
    assert written.damage == ""
    assert Event.objects.filter(run=run, event_id="BKRST015").exists()
    assert Custody.objects.filter(act=Custody.Act.VERIFIED, at__gt=LATER).exists()
    assert not Alarm.objects.filter(resolved_at=None).exists()


def test_the_log_lists_every_file_that_was_read(harbour: Site) -> None:
    back_up(harbour)

    run = verify(harbour)

    lines, log = log_of(run), Log.objects.get(run=run)
    assert log.kind == Log.Kind.VERIFY
    assert lines[0] == "Verification log of Harbour Hospital"
    assert lines[-1] == run.verdict
    read = [line.split()[-1] for line in lines if line.startswith("  as written")]
    assert {"set.json", "manifest.jsonl.zst", "LOG.txt", "messages.0001.tar.zst"} <= set(read)


def test_damage_is_told_file_by_file_with_where_else_it_lies(harbour: Site) -> None:
    back_up(harbour)
    change_medium(harbour, "DVD-B")
    newer = back_up(harbour, at=NOW.replace(hour=4))
    mar(harbour, newer.name)

    run = verify(harbour)

    result = Check.objects.get(run=run).results[0]
    assert run.outcome == Outcome.COMPLETED_WITH_ERRORS
    assert run.verdict.startswith("VERIFICATION found damage | 1 of 1 set, ")
    assert not result["ok"]
    assert 0 < result["damaged_files"] <= 20
    lost = result["damaged"][0]
    assert lost["path"].startswith("MSS1/")
    assert lost["elsewhere"] == ["DVD-A"]
    assert any(lost["path"] in line and "DVD-A" in line for line in log_of(run))


def test_a_damaged_medium_is_used_no_more_and_its_set_proves_nothing(harbour: Site) -> None:
    written = back_up(harbour)
    mar(harbour, written.name)

    run = verify(harbour)

    written.refresh_from_db()
    medium = Medium.objects.get()
    assert (medium.status, medium.read_errors) == (Medium.Status.DAMAGED, 1)
    assert written.verified_at is None
    assert "messages.0001.tar.zst" in written.damage
    assert Alarm.objects.get(resolved_at=None).code == 8
    assert Event.objects.filter(run=run, event_id="BKRST016").exists()


def test_what_was_a_dirty_lens_is_verified_again(harbour: Site) -> None:
    written = back_up(harbour)
    piece = content(harbour) / written.name / "messages.0001.tar.zst"
    good = piece.read_bytes()
    mar(harbour, written.name)
    verify(harbour)
    piece.write_bytes(good)
    back_to_use(medium=Medium.objects.get(), reason="cleaned", by="ada", now=LATER)

    verify(harbour)

    written.refresh_from_db()
    assert written.damage == ""
    assert written.verified_at is not None


def test_a_set_that_was_never_verified_is_now(harbour: Site) -> None:
    written = back_up(harbour)
    (content(harbour) / written.name / "verified.json").unlink()
    BackupSet.objects.update(verified_at=None)

    verify(harbour)

    written.refresh_from_db()
    assert written.verified_at is not None
    assert (content(harbour) / written.name / "verified.json").exists()


def test_a_set_that_is_not_there_any_more_is_told_without_blaming_the_medium(harbour: Site) -> None:
    written = back_up(harbour)
    other = BackupSet.objects.create(
        uuid="22222222-2222-4222-8222-222222222222",
        medium=written.medium,
        name="20261101T020500Z-full-auto",
        written_at=NOW,
        verified_at=NOW,
    )

    run = verify(harbour)

    other.refresh_from_db()
    assert run.outcome == Outcome.COMPLETED_WITH_ERRORS
    assert "does not lie on the medium any more" in other.damage
    assert Medium.objects.get().status == Medium.Status.WRITABLE


def test_only_the_chosen_sets_are_read(harbour: Site) -> None:
    first = back_up(harbour)
    second = BackupSet.objects.create(
        uuid="22222222-2222-4222-8222-222222222222",
        medium=first.medium,
        name="20261101T020500Z-full-auto",
        written_at=NOW,
    )

    run = verify(harbour, sets=(first.uuid,))

    assert run.outcome == Outcome.FULL, run.verdict
    assert [result["set"] for result in Check.objects.get(run=run).results] == [str(first.uuid)]
    second.refresh_from_db()
    assert second.checked_at is None


def test_an_empty_drive_is_said(harbour: Site) -> None:
    Shelf(harbour.drives.get().settings["path"]).eject()

    run = verify(harbour)

    assert run.outcome == Outcome.NO_MEDIUM
    assert run.verdict.startswith("VERIFICATION failed | ")
    assert "start the verification again" in run.next_step


def test_one_that_was_cancelled_before_it_began_says_so(harbour: Site) -> None:
    back_up(harbour)
    run = queue_check(drive=harbour.drives.get(), by="ada", now=LATER)

    cancel_run(run=run, now=LATER)

    run.refresh_from_db()
    assert run.outcome == Outcome.FAILED
    assert Check.objects.get(run=run).results == []
