"""Drills and verifications begin by themselves: once a day at most, and never near the night."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django_celery_beat.models import PeriodicTask

from mmbackup.models import BackupSet, Medium, Run, Schedule, Site
from mmbackup.services.broker import BrokerUnreachable
from mmbackup.services.proof import request as asking
from mmbackup.services.proof.by_schedule import prove_by_itself, see_to_proof
from mmbackup.services.proof.request import BY_SCHEDULE, queue_drill
from mmbackup.services.proof.working import GaveWay, Working
from mmbackup.services.runs.work import Surroundings
from mmbackup.services.schedule import apply_schedule, is_drill_day, next_drill
from tests.builders import NOW, queued_night, queued_run

SUNDAY = datetime(2026, 11, 22, 9, 1, tzinfo=UTC)  # 10:01 in Berlin, a drill's day
MONDAY = SUNDAY + timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    given: list[object] = []
    monkeypatch.setattr(asking, "hand_over", lambda **message: given.append(message))
    return given


@pytest.fixture
def old(harbour: Site) -> BackupSet:
    """A set on the medium in the drive that was read back 31 days ago."""
    drive = harbour.drives.get()
    then = MONDAY - timedelta(days=31)
    medium = Medium.objects.create(
        site=harbour, uuid="11111111-1111-4111-8111-111111111111", name="DVD-A", pool="nightly",
        last_drive=drive, last_seen_at=then,
    )  # fmt: skip
    return BackupSet.objects.create(
        uuid="22222222-2222-4222-8222-222222222222", medium=medium, name="20261023T020500Z-full-auto",
        written_at=then, verified_at=then,
    )  # fmt: skip


def test_on_its_day_a_drill_is_asked_for(harbour: Site, handed_over: list[object]) -> None:
    [run] = prove_by_itself(now=SUNDAY)

    assert run is not None
    assert (run.kind, run.asked_by, run.state) == (Run.Kind.DRILL, BY_SCHEDULE, Run.State.QUEUED)
    assert len(handed_over) == 1


def test_once_a_day_is_enough(harbour: Site) -> None:
    [run] = prove_by_itself(now=SUNDAY)
    assert run is not None
    Run.objects.filter(pk=run.pk).update(state=Run.State.ENDED, outcome="full", ended_at=SUNDAY)

    assert not prove_by_itself(now=SUNDAY + timedelta(minutes=5))


def test_what_people_started_does_not_count(harbour: Site) -> None:
    run = queue_drill(drive=harbour.drives.get(), by="ada", now=SUNDAY)
    Run.objects.filter(pk=run.pk).update(state=Run.State.ENDED, outcome="full", ended_at=SUNDAY)

    assert prove_by_itself(now=SUNDAY + timedelta(minutes=5))


def test_no_drill_when_it_is_switched_off(harbour: Site) -> None:
    Schedule.objects.update(drill_enabled=False)

    assert not prove_by_itself(now=SUNDAY)


def test_nothing_when_nothing_is_scheduled(harbour: Site) -> None:
    Schedule.objects.update(enabled=False)

    assert not prove_by_itself(now=SUNDAY)


def test_on_other_days_the_old_medium_is_verified(harbour: Site, old: BackupSet) -> None:
    [run] = prove_by_itself(now=MONDAY)

    assert run is not None
    assert run.kind == Run.Kind.VERIFY
    assert run.check_made.sets == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"checked_at": MONDAY - timedelta(days=29)}, "read not long ago"),
        ({"removed_at": MONDAY}, "not there any more"),
    ],
)
def test_a_medium_that_needs_none_is_left_alone(
    harbour: Site, old: BackupSet, change: dict[str, object], why: str
) -> None:
    BackupSet.objects.update(**change)

    assert not prove_by_itself(now=MONDAY), why


def test_neither_is_one_that_is_damaged_or_elsewhere(harbour: Site, old: BackupSet) -> None:
    Medium.objects.update(status=Medium.Status.DAMAGED)
    assert not prove_by_itself(now=MONDAY)

    Medium.objects.update(status=Medium.Status.WRITABLE, place=Medium.Place.ON_SHELF)
    assert not prove_by_itself(now=MONDAY)


def test_never_means_never(harbour: Site, old: BackupSet) -> None:
    Schedule.objects.update(verify_after_days=0)

    assert not prove_by_itself(now=MONDAY)


def test_not_while_the_drive_is_in_use(harbour: Site, old: BackupSet) -> None:
    queued_run(harbour, at=MONDAY)

    assert not prove_by_itself(now=MONDAY)
    assert not Run.objects.filter(kind=Run.Kind.VERIFY).exists()


def test_not_when_the_night_is_near(harbour: Site) -> None:
    Schedule.objects.update(drill_at=time(2, 50))

    assert not prove_by_itself(now=NOW - timedelta(minutes=14))


def test_without_a_broker_it_is_tried_again(harbour: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise BrokerUnreachable("the broker cannot be reached")

    monkeypatch.setattr(asking, "hand_over", refuse)
    assert not prove_by_itself(now=SUNDAY)
    assert not Run.objects.exists()

    monkeypatch.setattr(asking, "hand_over", lambda **_: None)
    assert see_to_proof(site=harbour, now=SUNDAY + timedelta(minutes=15)) is not None


def test_the_watchdog_leaves_beat_its_time_and_gives_up_in_the_evening(harbour: Site) -> None:
    assert see_to_proof(site=harbour, now=SUNDAY) is None
    assert see_to_proof(site=harbour, now=SUNDAY + timedelta(hours=6)) is None
    assert see_to_proof(site=harbour, now=SUNDAY + timedelta(minutes=9)) is not None


def test_what_was_due_before_there_was_a_schedule_is_not_made_up_for(harbour: Site) -> None:
    Schedule.objects.update(since=SUNDAY)

    assert see_to_proof(site=harbour, now=SUNDAY + timedelta(minutes=15)) is None


def test_one_that_the_schedule_began_gives_way_to_the_night(harbour: Site) -> None:
    run = queue_drill(drive=harbour.drives.get(), by=BY_SCHEDULE, now=SUNDAY)
    working = Working(run, Surroundings(lambda: SUNDAY), "drills")
    working._looked_at = 0.0
    assert not working.stop()

    queued_night(harbour, at=MONDAY)
    working._looked_at = 0.0
    with pytest.raises(GaveWay, match="it gave way to the backup that is due"):
        working.stop()


def test_one_that_a_person_began_does_not(harbour: Site) -> None:
    run = queue_drill(drive=harbour.drives.get(), by="ada", now=SUNDAY)
    queued_night(harbour, at=MONDAY)
    working = Working(run, Surroundings(lambda: SUNDAY), "drills")
    working._looked_at = 0.0

    assert not working.stop()


def test_beat_is_told_of_it(harbour: Site) -> None:
    schedule = Schedule.objects.select_related("site").get()
    apply_schedule(schedule=schedule, now=SUNDAY)

    task = PeriodicTask.objects.get(task="mmbackup.tasks.prove")
    assert task.enabled
    assert task.crontab is not None
    assert (task.crontab.hour, task.crontab.minute) == ("10", "0")

    Schedule.objects.update(drill_enabled=False, verify_after_days=0)
    schedule.refresh_from_db()
    apply_schedule(schedule=schedule, now=SUNDAY)
    task.refresh_from_db()
    assert not task.enabled


def test_the_drill_s_day_is_the_site_s(harbour: Site) -> None:
    schedule = Schedule.objects.select_related("site").get()

    assert is_drill_day(schedule=schedule, moment=SUNDAY)
    assert not is_drill_day(schedule=schedule, moment=MONDAY)
    assert next_drill(schedule=schedule, now=SUNDAY) == datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
    assert next_drill(schedule=schedule, now=SUNDAY - timedelta(hours=1)) == SUNDAY - timedelta(minutes=1)
    schedule.drill_enabled = False
    assert next_drill(schedule=schedule, now=SUNDAY) is None
