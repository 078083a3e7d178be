"""The afternoon's look warns of a night that would fail, and takes the warning back when that is mended."""

from datetime import UTC, datetime, timedelta

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Alarm, Event, LookAhead, Schedule, Site
from mmbackup.services.rotation.look_ahead import look_ahead, look_ahead_by_itself, see_to_look_ahead
from mmbackup.services.schedule import last_look_due
from tests.builders import MEGABYTE, NOW
from tests.services.rotation.test_tonight import put_in, shelf_of
from tests.services.rotation_builders import make_medium, make_night

AFTERNOON = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)  # 15:00 in Berlin
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def standing() -> list[str]:
    return [alarm.name for alarm in Alarm.objects.filter(resolved_at=None)]


def test_a_night_that_would_go_well_raises_nothing(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    make_night(harbour, make_medium(harbour, "X"), nights_ago=1)

    look = look_ahead(site=harbour, now=AFTERNOON, by="ada")

    assert look.foretold == Outcome.FULL
    assert (look.medium_name, look.expected_medium) == ("DVD-A", "DVD-A")
    assert (look.size_expected, look.due_at) == (MEGABYTE, NOW + timedelta(days=1))
    assert standing() == []
    assert Event.objects.get(event_id="BKRST010").message == f"{look.sentence} (by ada)"


def test_a_night_that_would_fail_raises_its_alarm_with_the_reason(harbour: Site) -> None:
    shelf_of(harbour).eject()

    look = look_ahead(site=harbour, now=AFTERNOON, by="ada")

    assert look.foretold == Outcome.NO_MEDIUM
    assert standing() == ["MT BACKUP 5"]
    assert Alarm.objects.get().detail == look.sentence


def test_mended_and_looked_at_again_it_is_resolved(harbour: Site) -> None:
    shelf_of(harbour).eject()
    look_ahead(site=harbour, now=AFTERNOON, by="ada")
    shelf_of(harbour).insert("DVD-A")

    look_ahead(site=harbour, now=AFTERNOON + MINUTE, by="ada")

    assert standing() == []
    assert Alarm.objects.get().resolve_reason.startswith("The blank medium DVD-A accepted for tonight")


def test_a_partial_night_is_told_of_and_is_no_failure(harbour: Site) -> None:
    put_in(harbour, "DVD-A")
    make_night(harbour, make_medium(harbour, "X"), nights_ago=1, size=150 * MEGABYTE)

    assert look_ahead(site=harbour, now=AFTERNOON, by="ada").foretold == Outcome.PARTIAL
    assert standing() == []


def test_where_nothing_is_scheduled_nothing_is_alarmed(harbour: Site) -> None:
    shelf_of(harbour).eject()
    Schedule.objects.update(enabled=False)

    assert look_ahead(site=harbour, now=AFTERNOON, by="ada").due_at is None
    assert standing() == []


def test_the_worker_looks_by_itself(harbour: Site) -> None:
    [look] = look_ahead_by_itself(now=AFTERNOON)

    assert look is not None
    assert Event.objects.get(event_id="BKRST010").message.endswith("(by beat)")


def test_the_watchdog_looks_where_beat_has_not(harbour: Site) -> None:
    assert see_to_look_ahead(site=harbour, now=AFTERNOON + 9 * MINUTE) is None
    assert see_to_look_ahead(site=harbour, now=AFTERNOON + 11 * MINUTE) is not None
    assert see_to_look_ahead(site=harbour, now=AFTERNOON + 12 * MINUTE) is None


def test_and_not_where_beat_has(harbour: Site) -> None:
    look_ahead(site=harbour, now=AFTERNOON, by="beat")

    assert see_to_look_ahead(site=harbour, now=AFTERNOON + 30 * MINUTE) is None


def test_the_watchdog_resolves_what_somebody_mended(harbour: Site) -> None:
    shelf_of(harbour).eject()
    look_ahead(site=harbour, now=AFTERNOON, by="beat")
    assert see_to_look_ahead(site=harbour, now=AFTERNOON + MINUTE) is None

    shelf_of(harbour).insert("DVD-A")
    see_to_look_ahead(site=harbour, now=AFTERNOON + 2 * MINUTE)

    assert standing() == []
    assert LookAhead.objects.count() == 2


def test_a_schedule_switched_off_takes_the_alarm_with_it(harbour: Site) -> None:
    shelf_of(harbour).eject()
    look_ahead(site=harbour, now=AFTERNOON, by="beat")
    Schedule.objects.update(enabled=False)

    assert see_to_look_ahead(site=harbour, now=AFTERNOON + MINUTE) is None
    assert standing() == []


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (AFTERNOON, AFTERNOON),
        (AFTERNOON - MINUTE, AFTERNOON - timedelta(days=1)),
        (datetime(2026, 10, 25, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 14, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 24, 13, 0, tzinfo=UTC)),
    ],
    ids=["on the minute", "a minute before", "winter time", "summer time"],
)
def test_its_time_is_that_of_the_site_s_clock(harbour: Site, now: datetime, due: datetime) -> None:
    assert last_look_due(schedule=harbour.schedule, now=now) == due
