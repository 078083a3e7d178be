"""The palette leads from a few letters to pages, media, runs and subscribers, as far as one's role goes."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Medium, Role, Run, Site
from tests.portal.builders import LAST_NIGHT, make_log, make_run, make_user
from tests.portal.restore.backups import make_backup

MORNING = LAST_NIGHT + timedelta(hours=4)
HIT = re.compile(r'class="jump-hit"[^>]*href="([^"]+)".*?<b>(.*?)</b>', re.DOTALL)
LIST = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _this_morning() -> object:
    with time_machine.travel(MORNING, tick=False):
        yield


def hits(client: Client, text: str) -> dict[str, str]:
    """Addresses by what each hit is called."""
    page = client.get("/palette/", {"q": text}, headers=LIST).content.decode()
    return {title: address.replace("&amp;", "&") for address, title in HIT.findall(page)}


def make_media(site: Site, *names: str) -> None:
    Medium.objects.bulk_create(
        Medium(site=site, uuid=uuid4(), name=name, pool="nightly", last_seen_at=MORNING) for name in names
    )


def test_a_part_of_a_page_s_name_leads_there(client: Client, site: Site) -> None:
    assert hits(client, "morning sw") == {"Morning Swap": "/backup/swap/"}


def test_pages_named_so_come_before_pages_in_a_folder_named_so(client: Client, site: Site) -> None:
    found = list(hits(client, "backup"))

    assert found.index("Attended Backup") < found.index("Restore")


def test_without_letters_it_offers_every_page(client: Client, site: Site) -> None:
    assert {"/backup/now/", "/administration/about/", "/help/"} <= set(hits(client, "").values())


def test_media_whose_names_begin_so_come_first(client: Client, site: Site) -> None:
    make_media(site, "Old Berta", "Berta 2", "Berta")

    assert [name for name in hits(client, "berta") if "Berta" in name] == ["Berta", "Berta 2", "Old Berta"]


@pytest.mark.parametrize("text", ["2026-11-22", "Nov 22", "today", "full"])
def test_a_run_is_found_by_its_day_and_by_its_outcome(client: Client, site: Site, text: str) -> None:
    run = make_run(site, Outcome.FULL)
    make_log(run)
    make_run(site, Outcome.NO_MEDIUM, nights_ago=3)

    found = hits(client, text)

    assert found["Sun Nov 22 2026, 03:05"] == f"/logs/backup-and-restore/backup/{run.pk}/"
    assert "Thu Nov 19 2026, 03:05" not in found


def test_a_subscriber_is_found_in_the_newest_index(client: Client, site: Site) -> None:
    make_backup(site, "Anna")

    found = hits(client, "100")

    assert found["1001"] == "/backup/restore/search/?subscriber=1001"


def test_nothing_found_is_said(client: Client, site: Site) -> None:
    assert b"Nothing has that name" in client.get("/palette/", {"q": "zebra"}, headers=LIST).content


def test_without_a_script_it_is_a_page_with_a_form(client: Client, site: Site) -> None:
    page = client.get("/palette/", {"q": "drives"}).content.decode()

    assert 'name="q" value="drives"' in page
    assert 'href="/backup/drive/"' in page
    assert "<main" in page


def test_each_finds_what_their_role_may_open(site: Site) -> None:
    make_media(site, "Berta")
    make_log(make_run(site, Outcome.FULL))
    somebody = Client()
    somebody.force_login(make_user("sue", Role.SUBSCRIBERS))

    assert hits(somebody, "berta") == {}
    assert hits(somebody, "full") == {}
    assert "/backup/now/" not in hits(somebody, "").values()
    assert "/help/" in hits(somebody, "").values()


def test_another_site_s_media_and_runs_are_not_found(client: Client, site: Site) -> None:
    other = Site.objects.create(name="Other", time_zone="UTC")
    make_media(other, "Berta")

    assert hits(client, "berta") == {}


def test_the_queries_stay_as_many_with_a_thousand_of_each(
    client: Client, site: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_media(site, *(f"Tape {number:05}" for number in range(1_000)))
    newest = make_run(site)
    fields = {field.attname: getattr(newest, field.attname) for field in Run._meta.concrete_fields}
    many = {**fields, "trigger": Run.Trigger.HAND, "night": None, "due_at": None}
    Run.objects.bulk_create(Run(**{**many, "id": Run().id}) for _ in range(1_000))

    with django_assert_max_num_queries(9):
        found = hits(client, "full")
        assert len(found) >= 1
    with django_assert_max_num_queries(9):
        assert len([name for name in hits(client, "Tape 009") if name.startswith("Tape 009")]) == 6
