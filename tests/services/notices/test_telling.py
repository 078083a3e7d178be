"""What happens is put into the outbox where it is recorded: in the same transaction, once, in plain words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from mmbackup.engine.codes import MEDIUM_CHANGED, NO_BACKUP
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Channel, Delivery, Notice, NoticeRule, Run, Site
from mmbackup.services.alarms import raise_alarm, resolve_alarm
from mmbackup.services.record_event import record_event
from mmbackup.services.runs.ending import Ending, unsuccessful
from mmbackup.services.runs.record_outcome import record_outcome
from mmbackup.services.runs.run_log import write_short_log
from tests.builders import NOW, queued_run
from tests.services.endings import partial, success

LATER = NOW + timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(harbour: Site) -> Channel:
    made = Channel.objects.create(name="Mail", kind="mail")
    NoticeRule.objects.create(channel=made)
    return made


def subjects(level: str = "") -> list[str]:
    told = Notice.objects.filter(level=level) if level else Notice.objects.exclude(level="event")
    return list(told.order_by("id").values_list("subject", flat=True))


def end(run: Run, ending: Ending) -> None:
    """An hour after it was queued."""
    ended_at = run.queued_at + timedelta(hours=1)
    ending = replace(ending, result=replace(ending.result, ended_at=ended_at))
    assert record_outcome(
        run=run, ending=ending, from_state=Run.State.QUEUED, finish_log=write_short_log, now=LATER
    )


def failure(run: Run) -> Ending:
    return unsuccessful(run=run, outcome=Outcome.NO_MEDIUM, reason="no medium", next_step="Wait.", now=LATER)


def test_an_alarm_is_told_when_it_is_raised_and_when_it_ends(harbour: Site, channel: Channel) -> None:
    raise_alarm(site=harbour, code=NO_BACKUP, location="DVD-RAM 1", detail="It rained.", now=NOW)
    raise_alarm(site=harbour, code=NO_BACKUP, location="DVD-RAM 1", detail="Again.", now=LATER)
    resolve_alarm(site=harbour, code=NO_BACKUP, reason="The sun is out", now=LATER)

    raised, resolved = Notice.objects.order_by("id")
    assert raised.subject == "[Harbour Hospital] ALARM MT BACKUP 1 (WRN): No successful backup"
    assert "It rained." in raised.text
    assert f"- {NO_BACKUP.repair[0]}" in raised.text
    assert resolved.subject == "[Harbour Hospital] Resolved: MT BACKUP 1: No successful backup"
    assert (raised.is_end, resolved.is_end) == (False, True)
    assert Delivery.objects.filter(channel=channel, state="due").count() == 2


def test_an_alarm_that_is_raised_anew_is_told_anew(harbour: Site, channel: Channel) -> None:
    for _ in range(2):
        raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=NOW)
        resolve_alarm(site=harbour, code=NO_BACKUP, reason="x", now=NOW)

    assert len(subjects()) == 4


def test_what_is_taken_back_is_not_told(harbour: Site, channel: Channel) -> None:
    with transaction.atomic():
        raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=NOW)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_an_event_is_told(harbour: Site, channel: Channel) -> None:
    record_event(site=harbour, code=MEDIUM_CHANGED, at=NOW, message="DVD-B was inserted")

    notice = Notice.objects.get()
    assert (notice.level, notice.code, notice.text) == ("event", "MT BKRST004", "DVD-B was inserted")


def test_failures_are_told_as_such_until_a_success_says_again(harbour: Site, channel: Channel) -> None:
    runs = [queued_run(harbour)]
    end(runs[0], failure(runs[0]))
    for number, make in enumerate((failure, success, success, partial), start=1):
        runs.append(queued_run(harbour, at=NOW + timedelta(minutes=number)))
        end(runs[-1], make(runs[-1]))

    assert subjects("result") == [
        "[Harbour Hospital] Backup FAILED: no medium",
        "[Harbour Hospital] Backup FAILED: no medium",
        "[Harbour Hospital] Backup successful again: FULL, verified",
        "[Harbour Hospital] Backup successful: FULL, verified",
        "[Harbour Hospital] Backup successful: PARTIAL, verified",
    ]


def test_errors_are_no_success(harbour: Site, channel: Channel) -> None:
    run = queued_run(harbour)
    end(run, success(run, errors=3))

    assert subjects("result") == ["[Harbour Hospital] Backup NOT SUCCESSFUL: completed with 3 errors"]


def test_a_result_leads_to_its_log(harbour: Site, channel: Channel) -> None:
    run = queued_run(harbour)
    end(run, success(run))

    assert Notice.objects.get(level="result").address == f"/logs/backup-and-restore/backup/{run.pk}/"


@pytest.mark.parametrize(
    ("rule", "is_told"),
    [
        ({}, True),
        ({"levels": ["WRN"]}, True),
        ({"levels": ["MAJ", "event"]}, False),
        ({"codes": ["MT BACKUP 1"]}, True),
        ({"codes": ["MT BACKUP 3"]}, False),
        ({"sites": ["Harbour Hospital"]}, True),
        ({"sites": ["Elsewhere"]}, False),
    ],
)
def test_a_rule_takes_what_it_names(harbour: Site, rule: dict[str, list[str]], is_told: bool) -> None:
    channel = Channel.objects.create(name="Mail", kind="mail")
    NoticeRule.objects.create(channel=channel, **rule)

    raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=NOW)

    assert Delivery.objects.exists() is is_told


def test_two_rules_of_a_channel_tell_once(harbour: Site, channel: Channel) -> None:
    NoticeRule.objects.create(channel=channel, levels=["WRN"])

    raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=NOW)

    assert Delivery.objects.count() == 1


def test_a_channel_out_of_use_is_told_nothing(harbour: Site, channel: Channel) -> None:
    Channel.objects.update(enabled=False)

    raise_alarm(site=harbour, code=NO_BACKUP, location="", detail="", now=NOW)

    assert not Notice.objects.exists()
