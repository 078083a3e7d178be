"""An alarm stands once, is silenced by a person, and resolved by a fact alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from mmbackup.engine.codes import NO_BACKUP, TONIGHT_WOULD_FAIL
from mmbackup.engine.errors import LastGoodCopy
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Alarm, Run, Site
from mmbackup.services.acknowledge_alarm import acknowledge_alarm
from mmbackup.services.alarms import raise_alarm, resolve_alarm
from mmbackup.services.runs.ending import Ending, by_error, unsuccessful
from mmbackup.services.runs.record_outcome import record_outcome
from mmbackup.services.runs.run_log import write_short_log
from tests.builders import NOW, queued_night, queued_run
from tests.services.endings import partial, success

LATER = NOW + timedelta(hours=1)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def end(run: Run, ending: Ending) -> Run:
    assert record_outcome(
        run=run, ending=ending, from_state=Run.State.QUEUED, finish_log=write_short_log, now=LATER
    )
    run.refresh_from_db()
    return run


def failure(run: Run) -> Ending:
    return unsuccessful(run=run, outcome=Outcome.FAILED, reason="it rained", next_step="Wait.", now=LATER)


def standing() -> list[str]:
    return [alarm.name for alarm in Alarm.objects.filter(resolved_at=None)]


def test_raising_it_again_brings_its_detail_up_to_date(harbour: Site) -> None:
    assert raise_alarm(site=harbour, code=NO_BACKUP, location="a", detail="first", now=NOW)
    assert not raise_alarm(site=harbour, code=NO_BACKUP, location="b", detail="second", now=LATER)

    alarm = Alarm.objects.get()
    assert (alarm.detail, alarm.alarmed_at) == ("second", NOW)


def test_the_database_itself_refuses_a_second_one(harbour: Site) -> None:
    raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=NOW)
    alarm = Alarm.objects.get()
    alarm.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        alarm.save(force_insert=True)


def test_acknowledging_silences_and_the_first_name_stands(harbour: Site) -> None:
    raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=NOW)
    alarm = Alarm.objects.get()
    ada, grace = User.objects.create(username="ada"), User.objects.create(username="grace")

    assert acknowledge_alarm(alarm=alarm, user=ada, now=NOW)
    assert not acknowledge_alarm(alarm=alarm, user=grace, now=LATER)

    alarm.refresh_from_db()
    assert (alarm.acknowledged_by, alarm.acknowledged_at, alarm.resolved_at) == (ada, NOW, None)


def test_a_resolved_alarm_may_be_raised_anew(harbour: Site) -> None:
    raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=NOW)

    assert resolve_alarm(site=harbour, code=NO_BACKUP, reason="a fact", now=NOW)
    assert not resolve_alarm(site=harbour, code=NO_BACKUP, reason="again", now=NOW)
    assert raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=LATER)

    assert Alarm.objects.count() == 2


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not outcome.is_verified])
def test_no_outcome_but_a_verified_one_leaves_the_night_without_an_alarm(
    harbour: Site, outcome: Outcome
) -> None:
    run = queued_run(harbour)

    if outcome is Outcome.COMPLETED_WITH_ERRORS:
        end(run, success(run, errors=1))
    else:
        end(run, unsuccessful(run=run, outcome=outcome, reason="x", next_step="", now=LATER))

    assert standing() == ["MT BACKUP 1"]


def test_a_refusal_for_the_last_good_copy_has_its_own_alarm_until_a_success(harbour: Site) -> None:
    run = queued_run(harbour)
    end(run, refused(run))
    assert sorted(standing()) == ["MT BACKUP 1", "MT BACKUP 7"]

    again = queued_run(harbour)
    end(again, success(again))

    assert standing() == []


def refused(run: Run) -> Ending:
    ending = by_error(run=run, error=LastGoodCopy("medium A holds the only backup"), now=LATER)
    return replace(ending, result=replace(ending.result, error="LastGoodCopy"))


def test_the_night_s_success_ends_what_was_foretold_of_it_and_a_run_by_hand_does_not(harbour: Site) -> None:
    raise_alarm(site=harbour, code=TONIGHT_WOULD_FAIL, location="", detail="", now=NOW)
    by_hand = queued_run(harbour, at=NOW - timedelta(hours=5))
    end(by_hand, success(by_hand))
    assert standing() == ["MT BACKUP 5"]

    night = queued_night(harbour)
    end(night, success(night))

    assert standing() == []


def test_a_partial_success_resolves_it(harbour: Site) -> None:
    first = queued_run(harbour)
    end(first, failure(first))

    end(queued_run(harbour), partial(first))

    assert standing() == []


def test_three_partial_nights_in_a_row_have_their_own_alarm_until_a_full_one(harbour: Site) -> None:
    for day in range(3):
        assert standing() == []
        run = queued_night(harbour, at=NOW + day * DAY)
        end(run, partial(run))

    assert standing() == ["MT BACKUP 2"]
    run = queued_night(harbour, at=NOW + 3 * DAY)
    end(run, success(run))
    assert standing() == []


def test_a_full_backup_by_hand_between_them_breaks_the_row(harbour: Site) -> None:
    for day in range(3):
        run = queued_night(harbour, at=NOW + day * DAY)
        end(run, partial(run))
        if day == 1:
            by_hand = queued_run(harbour, at=NOW + day * DAY + timedelta(hours=2))
            end(by_hand, success(by_hand))

    assert standing() == []


def test_an_outcome_is_recorded_once(harbour: Site) -> None:
    run = queued_run(harbour)
    end(run, success(run))

    with pytest.raises(AssertionError):
        end(run, failure(run))

    run.refresh_from_db()
    assert run.outcome == Outcome.FULL
    assert standing() == []
