"""The main page says how things stand, the worst first."""

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Site
from tests.portal.builders import LAST_NIGHT, make_alarm, make_log, make_run, make_running

MORNING = LAST_NIGHT.replace(hour=6)


@pytest.fixture(autouse=True)
def _this_morning() -> object:
    with time_machine.travel(MORNING, tick=False):
        yield


def test_a_good_night_is_told_with_word_and_icon(client: Client, site: Site) -> None:
    make_log(make_run(site, Outcome.FULL))

    page = client.get("/").content.decode()

    assert "banner-good" in page
    assert "All is well" in page
    assert "icons.svg#moon-full" in page
    assert "complete and verified" in page


def test_a_bad_night_says_why_and_what_to_do(client: Client, site: Site) -> None:
    make_log(make_run(site, Outcome.NO_MEDIUM))
    make_alarm(site)

    page = client.get("/").content.decode()

    assert "banner-bad" in page
    assert "no medium in drive DVD-RAM 1" in page
    assert "Insert a medium of the pool" in page
    assert "1 active" in page


def test_a_running_backup_can_be_watched(client: Client, site: Site) -> None:
    run = make_running(site, now=MORNING)

    assert f"/backup/now/{run.pk}/" in client.get("/").content.decode()


def test_it_shows_an_empty_drive_and_the_next_run_in_the_site_s_zone(client: Client, site: Site) -> None:
    page = client.get("/").content.decode()

    assert "Empty: no medium in the drive" in page
    assert "Mon Nov 23, 03:05" in page


def test_it_shows_the_last_fourteen_nights_oldest_first(client: Client, site: Site) -> None:
    for nights_ago in range(20):
        make_run(site, nights_ago=nights_ago)

    page = client.get("/").content.decode()

    assert page.count('class="nights-day"') == 14
    assert page.index("Nov 9") < page.index("Nov 21")
    assert "Nov 8<" not in page


def test_the_number_of_queries_does_not_grow_with_the_runs(
    client: Client, site: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    newest = make_run(site)
    fields = {field.attname: getattr(newest, field.attname) for field in Run._meta.concrete_fields}
    many = {**fields, "trigger": Run.Trigger.HAND, "night": None, "due_at": None}
    Run.objects.bulk_create(Run(**{**many, "id": None or Run().id}) for _ in range(1_000))

    with django_assert_max_num_queries(36):
        client.get("/")
