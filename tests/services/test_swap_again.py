"""The swap's facts for pages that ask again: put together once for all, and never older than what changed."""

from datetime import timedelta

import pytest

from mmbackup.models import Alarm, Run, Site
from mmbackup.services import swap as whole
from mmbackup.services.swap_again import LOOKED_AT, forget, swap_again
from tests.services.reports.histories import NOW, TODAY, make_alarm, make_night, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db: None) -> Site:
    forget()
    return make_site()


@pytest.fixture
def looked(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often they were put together."""
    times: list[int] = []

    def counted(**asked: object) -> object:
        times.append(1)
        return whole.swap(**asked)  # type: ignore[arg-type]  # as it was asked

    monkeypatch.setattr("mmbackup.services.swap_again.swap", counted)
    return times


def test_twenty_who_ask_while_nothing_changes_cost_what_one_does(site: Site, looked: list[int]) -> None:
    for second in range(20):
        swap_again(site=site, now=NOW + timedelta(seconds=second / 4))

    assert len(looked) == 1


def test_it_is_never_kept_for_long(site: Site, looked: list[int]) -> None:
    swap_again(site=site, now=NOW)
    swap_again(site=site, now=NOW + LOOKED_AT)

    assert len(looked) == 2


def test_a_run_that_ended_is_told_at_once(site: Site, looked: list[int]) -> None:
    before = swap_again(site=site, now=NOW)
    make_night(site, TODAY)

    after = swap_again(site=site, now=NOW)

    assert before.morning.run is None
    assert after.morning.run is not None


def test_an_alarm_is_told_at_once_and_its_end_too(site: Site, looked: list[int]) -> None:
    swap_again(site=site, now=NOW)
    make_alarm(site, at=NOW)

    assert len(swap_again(site=site, now=NOW).morning.active_alarms) == 1

    Alarm.objects.update(resolved_at=NOW)

    assert swap_again(site=site, now=NOW).morning.active_alarms == ()


def test_the_run_at_work_is_as_it_is_just_now(site: Site, looked: list[int]) -> None:
    run = make_night(site, TODAY, outcome=None)
    swap_again(site=site, now=NOW)
    Run.objects.filter(pk=run.pk).update(size=7)

    at_work = swap_again(site=site, now=NOW).open_run

    assert at_work is not None
    assert at_work.size == 7
    assert len(looked) == 1
