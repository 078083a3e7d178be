"""Each fault, as a user meets it: its outcome, its log's end, its alarm or event, and a good next run."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mmbackup.engine.events import Event as EngineEvent
from mmbackup.engine.events import PhaseBegan
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.environment import data_folder
from mmbackup.models import Alarm, BackupSet, Event, Run, Site, Source
from mmbackup.services.drives.shelf import eject_medium, insert_medium, protect_medium
from mmbackup.services.morning import morning
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import MEGABYTE, add_source, nothing_due, queued_run, write_files
from tests.engine.operations.backup.hanging import hanging
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)  # progress is told on a connection of its own


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def nothing_is_due(harbour: Site) -> None:
    """The runs here are by hand, today."""
    nothing_due(harbour)


@pytest.fixture
def shelf(harbour: Site) -> Shelf:
    return Shelf(str(harbour.drives.get().settings["path"]))


def a_night(site: Site) -> Run:
    """Never in the same second as the one before: sets are named by it."""
    before = Run.objects.order_by("-queued_at").values_list("queued_at", flat=True).first()
    wait_until(lambda: before is None or now() >= before + timedelta(seconds=1), "the clock has moved on")
    return run_backup(run_id=queued_run(site, at=now()).pk, clock=now)


def put_into_drive(site: Site, name: str) -> None:
    drive = site.drives.get()
    eject_medium(drive=drive, now=now())
    insert_medium(drive=drive, name=name, now=now())


def end_of_log(run: Run) -> list[str]:
    """What to do next, and the verdict."""
    return (data_folder("logs") / run.log.path).read_text().splitlines()[-2:]


def assert_failed_as(run: Run, outcome: Outcome, reason: str, next_step: str) -> None:
    assert run.outcome == outcome
    assert reason in run.verdict
    assert run.verdict.startswith("AUTO BACKUP failed | ")
    step, last = end_of_log(run)
    assert last == run.verdict
    assert step.startswith("Next step")
    assert next_step in step
    assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 1"
    assert Event.objects.filter(run=run, event_id="BKRST002").count() == 1
    assert not BackupSet.objects.filter(run=run, verified_at__isnull=False).exists()
    assert morning(site=run.site, now=now()).level == "bad"


def assert_the_next_is_good(site: Site) -> None:
    run = a_night(site)
    assert run.outcome == Outcome.FULL, run.verdict
    assert end_of_log(run)[-1] == run.verdict
    assert run.verdict.startswith("FULL-AUTO BACKUP completed successfully | ")
    assert not Alarm.objects.filter(resolved_at=None).exists()
    assert morning(site=site, now=now()).level == "good"


def test_no_medium(harbour: Site) -> None:
    eject_medium(drive=harbour.drives.get(), now=now())

    run = a_night(harbour)

    assert_failed_as(run, Outcome.NO_MEDIUM, "no medium in drive DVD-RAM 1", "Insert a medium")
    insert_medium(drive=harbour.drives.get(), name="DVD-A", now=now())
    assert_the_next_is_good(harbour)


def test_the_alarm_of_two_bad_nights_stands_once(harbour: Site) -> None:
    eject_medium(drive=harbour.drives.get(), now=now())

    first, second = a_night(harbour), a_night(harbour)

    alarm = Alarm.objects.get()
    assert alarm.detail == second.verdict
    assert first.log != second.log


def test_a_write_protected_medium(harbour: Site) -> None:
    assert a_night(harbour).outcome == Outcome.FULL
    drive = harbour.drives.get()
    protect_medium(drive=drive, name="DVD-A", on=True, now=now())

    run = a_night(harbour)

    assert_failed_as(run, Outcome.FAILED, "write-protected", "Take off the write protection")
    protect_medium(drive=drive, name="DVD-A", on=False, now=now())
    assert_the_next_is_good(harbour)


def test_a_medium_too_small_for_all_is_filled_and_says_so(harbour: Site, shelf: Shelf) -> None:
    shelf.add("SMALL", MEGABYTE // 2)
    put_into_drive(harbour, "SMALL")

    run = a_night(harbour)

    assert run.outcome == Outcome.PARTIAL
    assert run.verdict.startswith(
        "PARTIAL-AUTO BACKUP completed successfully | Data Types - "
        "System, Names and Greetings (all), Messages ("
    )
    assert end_of_log(run)[-1] == run.verdict
    event = Event.objects.get(event_id="BKRST029")
    assert "left out" in event.message
    assert "messages on MSS1" in event.message
    assert not Alarm.objects.filter(resolved_at=None).exists()
    assert morning(site=harbour, now=now()).level == "warning"
    put_into_drive(harbour, "DVD-A")
    assert_the_next_is_good(harbour)


def test_a_medium_too_small_for_system_data(harbour: Site, shelf: Shelf, tmp_path: Path) -> None:
    write_files(tmp_path / "mss1" / "detailed-system-data", 5, MEGABYTE // 2)
    shelf.add("TINY", MEGABYTE)
    put_into_drive(harbour, "TINY")

    run = a_night(harbour)

    assert_failed_as(run, Outcome.FAILED, "System data", "System data must fit onto one medium")
    assert any(character.isdigit() for character in run.reason), "the sizes are named"
    put_into_drive(harbour, "DVD-A")
    assert_the_next_is_good(harbour)


def test_foreign_data_on_the_medium_is_left_as_it_is(harbour: Site, shelf: Shelf) -> None:
    holiday = Path(shelf.content("DVD-A")) / "holiday.jpg"
    holiday.write_bytes(b"somebody's only copy")

    run = a_night(harbour)

    assert_failed_as(run, Outcome.WRONG_MEDIUM, "holiday.jpg", "data that is not ours")
    assert holiday.read_bytes() == b"somebody's only copy"
    assert os.listdir(shelf.content("DVD-A")) == ["holiday.jpg"]
    put_into_drive(harbour, "DVD-B")
    assert_the_next_is_good(harbour)


def assert_completed_with_errors(run: Run, errors: str) -> None:
    assert run.outcome == Outcome.COMPLETED_WITH_ERRORS, run.verdict
    assert run.verdict.startswith(f"FULL-AUTO BACKUP completed with {errors} | Data Types - ")
    assert "successfully" not in run.verdict
    assert end_of_log(run)[-1] == run.verdict
    assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 1"
    assert morning(site=run.site, now=now()).level == "warning"


@pytest.mark.root
def test_an_unreadable_file_costs_itself(harbour: Site, tmp_path: Path) -> None:
    with hanging(tmp_path / "failing", read="fails") as failing:
        add_source(harbour.servers.get(), "voiced-names", roots=[str(failing)])

        run = a_night(harbour)

    assert_completed_with_errors(run, "1 error")
    log = (data_folder("logs") / run.log.path).read_text()
    assert "failing/voice" in log.partition("Errors")[2]
    Source.objects.filter(name="voiced-names").delete()
    assert_the_next_is_good(harbour)


@pytest.mark.root
def test_a_source_that_hangs_costs_itself_and_not_the_night(harbour: Site, tmp_path: Path) -> None:
    with hanging(tmp_path / "dead", read="hangs") as dead:
        source = add_source(harbour.servers.get(), "voiced-names", roots=[str(dead)])
        Source.objects.filter(pk=source.pk).update(stall_limit=2)

        run = a_night(harbour)

    assert_completed_with_errors(run, "1 error")
    Source.objects.filter(name="voiced-names").delete()
    assert_the_next_is_good(harbour)


def test_a_command_that_hangs_costs_itself_and_not_the_night(harbour: Site) -> None:
    source = add_source(
        harbour.servers.get(), "enabled-features", kind="command", argv=["sleep", "600"], output="list.txt"
    )
    Source.objects.filter(pk=source.pk).update(time_limit=1)

    run = a_night(harbour)

    assert_completed_with_errors(run, "1 error")
    Source.objects.filter(name="enabled-features").delete()
    assert_the_next_is_good(harbour)


@pytest.mark.parametrize("phase", [Phase.COLLECT, Phase.WRITE, Phase.FINALISE, Phase.READ_BACK])
def test_a_medium_pulled_in_mid_run(harbour: Site, phase: Phase) -> None:
    drive = harbour.drives.get()

    def pull(event: EngineEvent) -> None:
        if isinstance(event, PhaseBegan) and event.phase is phase:
            eject_medium(drive=drive, now=now())

    run = run_backup(run_id=queued_run(harbour, at=now()).pk, clock=now, listen=pull)

    assert run.outcome in (Outcome.FAILED, Outcome.WRITTEN_NOT_VERIFIED)
    assert (run.outcome == Outcome.WRITTEN_NOT_VERIFIED) == (phase is Phase.READ_BACK)
    assert "taken out" in run.verdict
    assert end_of_log(run)[-1] == run.verdict
    assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 1"
    assert not BackupSet.objects.filter(verified_at__isnull=False).exists()
    insert_medium(drive=drive, name="DVD-A", now=now())
    assert_the_next_is_good(harbour)
