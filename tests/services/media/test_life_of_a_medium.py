"""A medium's status: by hand and by rule, with its alarm; and what a run leaves of its life."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Alarm, BackupSet, Custody, Drive, Medium, Run, Site
from mmbackup.services.media.medium_life import (
    back_to_use,
    mark_damaged,
    mark_lost,
    remember_formatted,
    retire_medium,
)
from mmbackup.services.media.remember_medium import Life, remember_in_drive
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.remember_run import note_written, remember_medium_of, remember_sets_of
from tests.builders import NOW, queued_run
from tests.services.endings import partial, success
from tests.services.media.builders import make_medium, make_set

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def drive(harbour: Site) -> Drive:
    return harbour.drives.get()


def standing(site: Site) -> list[tuple[int, str]]:
    alarms = Alarm.objects.filter(site=site, resolved_at__isnull=True)
    return [(alarm.code, alarm.location) for alarm in alarms]


def test_a_medium_is_retired_once_with_its_reason(harbour: Site) -> None:
    medium = make_medium(harbour)

    changes = [retire_medium(medium=medium, reason="worn", by="ada", now=NOW) for _ in range(2)]

    assert changes == [True, False]
    assert (medium.status, medium.status_reason) == ("retired", "worn")
    assert Custody.objects.get(medium=medium).detail == "Friday is retired: worn"
    assert harbour.events.get().message == "Friday is retired: worn (ada)"


def test_damage_raises_an_alarm_until_the_medium_is_retired(harbour: Site) -> None:
    first, second = make_medium(harbour, "Friday"), make_medium(harbour, "Monday")
    for medium in (first, second):
        mark_damaged(medium=medium, reason="scratched", by="ada", now=NOW)
    assert standing(harbour) == [(8, "Friday, Monday")]

    retire_medium(medium=first, reason="scratched", by="ada", now=LATER)
    assert standing(harbour) == [(8, "Monday")]

    back_to_use(medium=second, reason="cleaned", by="ada", now=LATER)
    assert standing(harbour) == []
    assert Alarm.objects.get().resolve_reason


def test_a_medium_comes_back_to_use_wherever_it_was(harbour: Site) -> None:
    medium = make_medium(harbour, status=Medium.Status.RETIRED, status_reason="worn")
    mark_lost(medium=medium, reason="", by="ada", now=NOW)
    assert medium.place == "lost"

    changes = [back_to_use(medium=medium, reason="found", by="ada", now=LATER) for _ in range(2)]

    assert changes == [True, False]
    assert (medium.status, medium.status_reason, medium.place) == ("writable", "", "on shelf")


def test_a_run_that_read_something_else_back_damages_its_medium(harbour: Site) -> None:
    run = queued_run(harbour)
    ending = failed(run, error="MediumDamaged", reason="messages.0001.tar.zst differs")

    medium = remembered(run, ending)

    assert (medium.status, medium.read_errors) == ("damaged", 1)
    assert medium.status_reason == "messages.0001.tar.zst differs"
    assert "read error" in set(Custody.objects.filter(medium=medium).values_list("act", flat=True))
    assert standing(harbour) == [(8, "DVD-A")]


def test_a_run_that_failed_otherwise_leaves_its_medium_in_use(harbour: Site) -> None:
    run = queued_run(harbour)

    medium = remembered(run, failed(run, error="MediumLost", reason="it was taken out"))

    assert (medium.status, medium.read_errors) == ("writable", 0)
    assert not standing(harbour)


def test_a_partial_backup_fills_its_medium_and_a_full_one_frees_it(harbour: Site) -> None:
    run = queued_run(harbour)
    assert remembered(run, partial(run)).status == "full"

    assert remembered(run, success(run)).status == "writable"


def test_a_retired_medium_stays_retired_though_it_was_written(harbour: Site) -> None:
    run = queued_run(harbour)
    medium = remembered(run, success(run))
    retire_medium(medium=medium, reason="worn", by="ada", now=NOW)

    assert remembered(run, partial(run)).status == "retired"


def test_a_run_tells_the_medium_s_age_and_use(harbour: Site) -> None:
    run = queued_run(harbour)

    medium = remembered(run, with_life(success(run), writes=7, replace_by="2027-11-22"))

    assert medium.first_used_at == NOW - timedelta(days=90)
    assert (medium.write_count, medium.replace_by) == (7, date(2027, 11, 22))
    assert medium.last_written_at == NOW
    acts = list(Custody.objects.filter(medium=medium).order_by("id").values_list("act", "by"))
    assert acts == [
        ("inserted", "mmbackup"),
        ("written", "unattended backup"),
        ("verified", "unattended backup"),
    ]


def test_a_set_that_was_begun_counts_as_written_though_it_failed(harbour: Site) -> None:
    run = queued_run(harbour)

    medium = remembered(run, with_life(failed(run, error="MediumFull", reason="it is full"), writes=1))

    assert medium.last_written_at == NOW
    written = Custody.objects.get(medium=medium, act="written")
    assert written.detail == "no finished set: it is full"
    assert not Custody.objects.filter(medium=medium, act="verified").exists()


def test_a_run_that_only_looked_at_the_medium_did_not_write_it(harbour: Site) -> None:
    run = queued_run(harbour)
    medium = remembered(run, with_life(success(run), writes=3))
    Medium.objects.filter(pk=medium.pk).update(last_written_at=None)

    medium = remembered(run, with_life(failed(run, error="MediumLost", reason="gone"), writes=3))

    assert medium.last_written_at is None


@pytest.mark.parametrize("claimed", [-5, 10**12])
def test_a_medium_may_claim_any_count_of_writes(drive: Drive, claimed: int) -> None:
    seen = remember_in_drive(
        drive=drive, uuid="11111111-1111-4111-8111-111111111111", name="Friday", pool="nightly", capacity=1,
        free=1, now=NOW, life=Life(write_count=claimed),
    )  # fmt: skip

    assert seen is not None
    seen.refresh_from_db()
    assert seen.write_count in {0, 2**31 - 1}


def test_a_formatted_medium_is_no_more_what_it_was(harbour: Site, drive: Drive) -> None:
    medium = make_medium(harbour, place=Medium.Place.IN_DRIVE, last_drive=drive)
    make_set(medium)

    remember_formatted(drive=drive, by="ada", now=LATER)

    medium.refresh_from_db()
    assert (medium.status, medium.place) == ("retired", "on shelf")
    assert BackupSet.objects.get().removed_at == LATER
    assert Custody.objects.get(medium=medium).act == "formatted"


def test_a_note_of_a_part_is_the_same_as_of_a_set(harbour: Site, drive: Drive) -> None:
    medium = make_medium(harbour, place=Medium.Place.IN_DRIVE, last_drive=drive)

    note_written(
        medium=medium, began_at=NOW, ended_at=LATER, by="attended backup", detail="part 1", is_read_back=True,
        is_full=True,
    )  # fmt: skip

    medium.refresh_from_db()
    assert (medium.status, medium.last_written_at) == ("full", NOW)
    assert set(Custody.objects.values_list("act", "place")) == {
        ("written", "DVD-RAM 1"),
        ("verified", "DVD-RAM 1"),
    }


def remembered(run: Run, ending: Ending) -> Medium:
    run.started_at = NOW
    medium = remember_medium_of(run=run, ending=ending, now=LATER)
    assert medium is not None
    remember_sets_of(run=run, medium=medium, ending=ending)
    medium.refresh_from_db()
    return medium


def failed(run: Run, *, error: str, reason: str) -> Ending:
    told = success(run)
    result = replace(
        told.result, outcome=Outcome.FAILED, reason=reason, error=error, set_uuid="", set_name="", tallies=()
    )
    return replace(told, result=result)


def with_life(ending: Ending, *, writes: int, replace_by: str = "") -> Ending:
    born = (NOW - timedelta(days=90)).isoformat()
    result = replace(
        ending.result, medium_first_used_at=born, medium_write_count=writes, medium_replace_by=replace_by
    )
    return replace(ending, result=result)
