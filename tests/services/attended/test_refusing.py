"""A medium that will not do is refused with the reason, and the run waits on."""

from datetime import timedelta

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Alarm, BackupSet, Medium, Pool, Run, Site
from mmbackup.services.attended.request_attended import Choice
from mmbackup.services.runs.run_backup import run_backup
from tests.attended_site import change_medium, clock, go_on, queued_attended, shelf_of_site

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_medium_of_this_very_backup(site: Site, waiting: Run) -> None:
    change_medium(site, "M-1")

    run = go_on(waiting)

    assert run.state == Run.State.WAITING
    assert run.part == 2
    assert "M-1" in run.refusal
    assert "an earlier part" in run.refusal
    assert run.waits_until == clock() + timedelta(hours=24)
    assert shelf_of_site(site).loaded() == "M-1"


def test_no_medium(site: Site, waiting: Run) -> None:
    run = go_on(waiting)

    assert run.state == Run.State.WAITING
    assert "no medium in drive" in run.refusal.lower()


def test_a_write_protected_medium(site: Site, waiting: Run) -> None:
    shelf_of_site(site).protect("M-2", on=True)
    change_medium(site, "M-2")

    run = go_on(waiting)

    assert "write-protected" in run.refusal


def test_a_blank_one_where_the_pool_labels_none(site: Site, waiting: Run) -> None:
    Pool.objects.update(label_blank=False)
    change_medium(site, "M-2")

    run = go_on(waiting)

    assert "has no label" in run.refusal


def test_after_a_refusal_a_right_one_goes_on(site: Site, waiting: Run) -> None:
    change_medium(site, "M-1")
    refused = go_on(waiting)
    change_medium(site, "M-2")

    run = go_on(refused)

    assert (run.part, run.refusal) == (3, "")
    assert run.media_names == ["M-1", "M-2"]


def test_the_very_first_medium_may_be_wrong_too(site: Site) -> None:
    shelf_of_site(site).eject()

    run = run_backup(run_id=queued_attended(site).pk, clock=clock)

    assert run.state == Run.State.WAITING
    assert run.waits_for.startswith("Insert a medium into DVD-RAM 1, for part 1.")
    assert Alarm.objects.get(resolved_at=None).name == "MT BACKUP 6"


def test_a_retired_medium(site: Site, waiting: Run) -> None:
    change_medium(site, "M-2")
    second = go_on(waiting)
    Medium.objects.filter(name="M-2").update(status=Medium.Status.RETIRED)
    change_medium(site, "M-2")

    run = go_on(second)

    assert run.refusal
    assert BackupSet.objects.filter(medium__name="M-2").count() == 1


def test_only_what_was_chosen_is_saved(site: Site) -> None:
    choice = Choice(("MSS1",), ("system-data", "names-and-greetings"))

    run = run_backup(run_id=queued_attended(site, choice=choice).pk, clock=clock)

    assert run.outcome == Outcome.FULL, run.verdict
    assert "| Data Types - System, Names and Greetings | 1 medium - " in run.verdict
    assert {row["data_type"] for row in run.tallies} == {"system-data", "names-and-greetings"}
