"""The schedule: set as the file would, and the nights that come of it, whatever the clocks do."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django_celery_beat.models import PeriodicTask

from mmbackup.models import Change, Pool, Role, Schedule, Site
from mmbackup.services.rotation.coming_nights import clock_oddity, coming_nights
from tests.portal.builders import make_user
from tests.services.media.builders import make_medium

SCHEDULE = "/backup/schedule/"
NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture
def nightly(site: Site) -> Pool:
    return Pool.objects.create(site=site, name="nightly")


def sent_back(client: Client) -> dict[str, Any]:
    form = client.get(SCHEDULE).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_what_is_sent_back_as_it_was_is_no_change(client: Client, nightly: Pool) -> None:
    client.post(SCHEDULE, sent_back(client))

    assert not Change.objects.exists()


def test_a_change_moves_beat_and_is_told(client: Client, nightly: Pool) -> None:
    values = {**sent_back(client), "at": "22:15", "verify_after_days": "7", "drill_weekday": "Monday"}
    del values["drill_enabled"]

    client.post(SCHEDULE, values)

    task = PeriodicTask.objects.get(task="mmbackup.tasks.nightly")
    assert task.crontab is not None
    assert (task.crontab.hour, task.crontab.minute) == ("22", "15")
    assert not Schedule.objects.get().drill_enabled
    told = {field["field"]: (field["old"], field["new"]) for field in Change.objects.get().fields}
    assert told == {
        "at": ("03:05", "22:15"),
        "verify_after_days": (30, 7),
        "drill_weekday": ("Sunday", "Monday"),
        "drill_enabled": (True, False),
    }


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("at", "25:00"), ("drive", "Nowhere"), ("catch_up_hours", "24"), ("attended_wait_hours", "0")],
)
def test_a_fault_stands_at_its_field(client: Client, nightly: Pool, field: str, wrong: str) -> None:
    form = client.post(SCHEDULE, {**sent_back(client), field: wrong}).context["form"]

    assert list(form.errors) == [field]
    assert not Change.objects.exists()


def test_the_second_of_two_who_change_it_at_once_is_told(client: Client, nightly: Pool) -> None:
    values = sent_back(client)
    client.post(SCHEDULE, {**values, "at": "22:15"})

    answer = client.post(SCHEDULE, {**values, "at": "23:15"}, follow=True).content.decode()

    assert "somebody else changed the schedule meanwhile" in answer
    assert Schedule.objects.get().at == time(22, 15)


def test_an_operator_sees_the_nights_and_no_form(nightly: Pool) -> None:
    browser = Client()
    browser.force_login(make_user("olga", Role.OPERATOR))

    page = browser.get(SCHEDULE).content.decode()

    assert "The next nights" in page
    assert "Change the schedule" not in page
    assert browser.post(SCHEDULE, {}).status_code == 403


@time_machine.travel(NOON, tick=False)
def test_the_next_five_nights_take_their_turns(client: Client, site: Site, nightly: Pool) -> None:
    for name in ("A", "B", "C"):
        make_medium(site, name)

    page = client.get(SCHEDULE)

    nights = page.context["nights"]
    assert [str(night.on) for night in nights] == [f"2026-11-{day}" for day in range(24, 29)]
    assert [night.medium for night in nights] == ["A", "B", "C", "A", "B"]
    assert "Tuesday, 24 November 2026" in page.content.decode()


def test_by_weekday_each_has_its_own(site: Site, nightly: Pool) -> None:
    Pool.objects.update(rotation="by weekday")
    for name in ("Tue", "Wed", "Sunday"):
        make_medium(site, name)
    schedule = Schedule.objects.select_related("site", "drive__site").get()

    nights = coming_nights(schedule=schedule, now=NOON)

    assert [night.medium for night in nights[:2]] == ["Tue", "Wed"]


def test_without_a_medium_the_night_says_so(client: Client, nightly: Pool) -> None:
    assert "No medium of the pool nightly is known" in client.get(SCHEDULE).content.decode()


@pytest.mark.parametrize("off", [{"enabled": False}, {"drive": None}], ids=["switched off", "no drive"])
def test_a_schedule_that_does_nothing_says_so(client: Client, nightly: Pool, off: dict[str, Any]) -> None:
    Schedule.objects.update(**off)

    page = client.get(SCHEDULE)

    assert page.context["nights"] == []
    assert "notice-warning" in page.content.decode()


@pytest.mark.parametrize(
    ("zone", "on", "at", "words"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "02:30 does not exist. It starts at 03:30"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "02:30 comes twice. It starts at the first"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 10), "02:10 does not exist. It starts at 02:40"),
        ("Europe/Berlin", date(2026, 3, 29), time(3, 5), ""),
        ("Europe/Berlin", date(2026, 11, 24), time(2, 30), ""),
        ("UTC", date(2026, 3, 29), time(2, 30), ""),
    ],
)
def test_what_the_clocks_do_is_told(zone: str, on: date, at: time, words: str) -> None:
    told = clock_oddity(on=on, at=at, zone=ZoneInfo(zone))

    assert (words in told) if words else told == ""


@time_machine.travel(datetime(2026, 3, 27, 12, 0, tzinfo=UTC), tick=False)
def test_the_night_the_clocks_go_forward_says_when_it_starts(client: Client, nightly: Pool) -> None:
    Schedule.objects.update(at=time(2, 30))

    page = client.get(SCHEDULE)

    assert [bool(night.oddity) for night in page.context["nights"]] == [False, True, False, False, False]
    assert "02:30 does not exist. It starts at 03:30." in page.content.decode()
