"""What must never stand in the database is refused by the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Medium, Run, Schedule, Server, Site
from tests.builders import NOW, queued_night, queued_run, running_run

pytestmark = pytest.mark.django_db


def assert_refused(run: Run, **changes: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(**changes)


def test_a_night_has_one_run(harbour: Site) -> None:
    queued_night(harbour)

    with pytest.raises(IntegrityError), transaction.atomic():
        queued_night(harbour)


def test_a_drive_has_one_running_run(harbour: Site) -> None:
    running_run(harbour, data_folder="here")

    assert_refused(queued_night(harbour), state="running", started_at=NOW)


def test_a_drive_has_one_open_run_by_hand(harbour: Site) -> None:
    queued_run(harbour)

    with pytest.raises(IntegrityError), transaction.atomic():
        queued_run(harbour)


def test_a_run_ends_with_an_outcome_and_a_time_or_not_at_all(harbour: Site) -> None:
    run = queued_run(harbour)

    assert_refused(run, state="ended", ended_at=NOW)
    assert_refused(run, state="ended", outcome=Outcome.FULL)
    assert_refused(run, outcome=Outcome.FULL)
    assert_refused(run, state="running")


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "asleep"},
        {"state": "ended", "ended_at": NOW, "outcome": "splendid"},
        {"trigger": "schedule"},
    ],
)
def test_unknown_words_and_halves_are_refused(harbour: Site, changes: dict[str, Any]) -> None:
    assert_refused(queued_run(harbour), **changes)


def test_a_drive_holds_one_medium(harbour: Site) -> None:
    drive = harbour.drives.get()
    both = {"site": harbour, "pool": "nightly", "last_drive": drive, "last_seen_at": NOW}
    Medium.objects.create(uuid="11111111-1111-4111-8111-111111111111", name="A", **both)

    with pytest.raises(IntegrityError), transaction.atomic():
        Medium.objects.create(uuid="22222222-2222-4222-8222-222222222222", name="B", **both)


def test_a_site_has_one_schedule_with_a_window_within_a_day(harbour: Site) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.create(site=harbour, since=NOW + timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.update(catch_up_hours=24)


def test_servers_have_names_of_their_own_and_known_kinds(harbour: Site) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Server.objects.create(site=harbour, name="MSS1", kind="MAS")
    with pytest.raises(IntegrityError), transaction.atomic():
        Server.objects.create(site=harbour, name="MSS2", kind="PBX")
