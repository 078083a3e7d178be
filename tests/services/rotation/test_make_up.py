"""A night without a medium is made up for while its window is open, once."""

from datetime import timedelta

import pytest

from mmbackup.engine.errors import DriveBusy
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Pool, Run, Schedule, Site
from mmbackup.services.rotation.make_up import make_up, make_up_by_itself, night_to_make_up
from mmbackup.services.rotation.of_run import rotation_of
from mmbackup.services.runs import request_backup
from tests.builders import NOW
from tests.services.rotation.test_tonight import put_in
from tests.services.rotation_builders import make_medium, make_night

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is handed over is the broker's own test's matter."""
    monkeypatch.setattr(request_backup, "hand_over", lambda **_: None)


@pytest.fixture
def lost(harbour: Site) -> Run:
    return make_night(harbour, None, nights_ago=0, outcome=Outcome.NO_MEDIUM)


@pytest.mark.parametrize("outcome", [Outcome.NO_MEDIUM, Outcome.WRONG_MEDIUM])
def test_a_night_that_lacked_its_medium_is_offered(harbour: Site, outcome: Outcome) -> None:
    night = make_night(harbour, None, nights_ago=0, outcome=outcome)

    assert night_to_make_up(site=harbour, now=NOW + HOUR) == night


@pytest.mark.parametrize("outcome", [Outcome.FULL, Outcome.FAILED, Outcome.WORKER_LOST, Outcome.DID_NOT_RUN])
def test_another_ending_is_not(harbour: Site, outcome: Outcome) -> None:
    make_night(harbour, make_medium(harbour, "A"), nights_ago=0, outcome=outcome)

    assert night_to_make_up(site=harbour, now=NOW + HOUR) is None


def test_after_its_window_it_is_not(harbour: Site, lost: Run) -> None:
    assert night_to_make_up(site=harbour, now=NOW + 6 * HOUR) is None


def test_an_older_night_is_not(harbour: Site) -> None:
    make_night(harbour, None, nights_ago=1, outcome=Outcome.NO_MEDIUM)
    make_night(harbour, make_medium(harbour, "A"), nights_ago=0)

    assert night_to_make_up(site=harbour, now=NOW + HOUR) is None


def test_one_click_makes_a_run_of_it_and_a_second_one_none(harbour: Site, lost: Run) -> None:
    run = make_up(run=lost, by="ada", now=NOW + HOUR)

    assert (run.makes_up_for, run.asked_by, run.trigger) == (lost, "ada", Run.Trigger.HAND)
    assert night_to_make_up(site=harbour, now=NOW + HOUR) is None
    with pytest.raises(DriveBusy):
        make_up(run=lost, by="ada", now=NOW + HOUR)
    assert Run.objects.count() == 2


def test_made_up_it_is_not_offered_any_more_but_after_a_failure_it_is(harbour: Site, lost: Run) -> None:
    run = make_up(run=lost, by="ada", now=NOW + HOUR)
    ended = Run.objects.filter(pk=run.pk)

    ended.update(state=Run.State.ENDED, outcome=Outcome.WRONG_MEDIUM, ended_at=NOW + HOUR)
    assert night_to_make_up(site=harbour, now=NOW + 2 * HOUR) == lost

    ended.update(outcome=Outcome.PARTIAL)
    assert night_to_make_up(site=harbour, now=NOW + 2 * HOUR) is None


def test_it_takes_the_media_of_the_night_it_stands_for(harbour: Site, lost: Run) -> None:
    """NOW is a Sunday; on Monday morning the weekly medium is still the one that is wanted."""
    Pool.objects.create(site=harbour, name="weekly", night=6)
    harbour.drives.update(weekly_pool="weekly")
    Schedule.objects.update(catch_up_hours=23)
    run = make_up(run=lost, by="ada", now=NOW + 22.5 * HOUR)

    pools, _ = rotation_of(run=run, drive=harbour.drives.get(), now=NOW + 22.5 * HOUR)

    assert pools == ("weekly", "nightly")


def test_by_itself_only_where_the_site_says_so(harbour: Site, lost: Run) -> None:
    put_in(harbour, "DVD-A")
    drive = harbour.drives.get()
    assert make_up_by_itself(drive=drive, by="the drive", now=NOW + HOUR) is None

    Schedule.objects.update(make_up_by_itself=True)

    run = make_up_by_itself(drive=drive, by="the drive", now=NOW + HOUR)
    assert run is not None
    assert run.makes_up_for == lost


def test_by_itself_a_wrong_medium_costs_no_run(harbour: Site, lost: Run) -> None:
    Schedule.objects.update(make_up_by_itself=True)
    put_in(harbour, "DVD-A", pool="elsewhere")

    assert make_up_by_itself(drive=harbour.drives.get(), by="the drive", now=NOW + HOUR) is None
    assert Run.objects.count() == 1
