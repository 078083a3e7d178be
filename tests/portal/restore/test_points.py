"""Recovery points: what could be brought back, from which night and medium."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mmbackup.models import BackupSet, Run, Site
from tests.portal.restore.backups import make_backup, make_medium, make_server
from tests.portal.restore.runs import make_running

PAGE = "/backup/restore/"


def row_of(page: str, medium: str) -> str:
    rows: list[str] = re.findall(r'<tr role="row">.*?</tr>', page, re.DOTALL)
    return next(row for row in rows if f">{medium}<" in row)


def test_where_each_data_type_was_last_complete_stands_on_top(
    client: Client, backups: list[BackupSet]
) -> None:
    page = client.get(PAGE).content.decode()

    assert "<b>System of MSS1</b>: last complete Sun Nov 22, medium Anna" in page
    assert "<b>Messages of MSS1</b>: last complete Sat Nov 21, medium Berta" in page


def test_partial_is_said_by_word_shape_and_number(client: Client, backups: list[BackupSet]) -> None:
    row = row_of(client.get(PAGE).content.decode(), "Anna")

    assert "moon-half" in row
    assert "Partly" in row
    assert "1 of 3 files" in row


def test_each_night_says_where_its_medium_is(client: Client, backups: list[BackupSet]) -> None:
    assert "Fire safe" in row_of(client.get(PAGE).content.decode(), "Berta")


def test_what_cannot_be_relied_on_is_marked(client: Client, site: Site, backups: list[BackupSet]) -> None:
    make_backup(site, make_medium(site, "Emma", status="damaged"), nights_ago=3, damage="messages: differs")
    make_backup(site, "Greta", nights_ago=4, recipients=["age1x"], verified_at=None, errors=2)

    page = client.get(PAGE).content.decode()

    assert "Dora is lost" in row_of(page, "Dora")
    assert "Emma is damaged" in row_of(page, "Emma")
    assert "Damage found" in row_of(page, "Emma")
    for words in ("Needs a key", "Never verified", "2 errors"):
        assert words in row_of(page, "Greta")


def test_what_is_not_indexed_says_how_to_import_it(client: Client, site: Site) -> None:
    make_backup(site, "Anna", indexed=False)

    row = row_of(client.get(PAGE).content.decode(), "Anna")

    assert "Not indexed" in row
    assert "choose Import in" in row
    assert "/restore/choose/" not in row


def test_a_night_leads_to_the_choice_as_of_it(client: Client, backups: list[BackupSet]) -> None:
    link = re.search(
        r'href="(/backup/restore/choose/[^"]*)"', row_of(client.get(PAGE).content.decode(), "Berta")
    )
    assert link is not None

    page = client.get(link[1].replace("&amp;", "&")).content.decode()

    assert "Sat Nov 21 2026, 03:05" in page
    assert "Anna" not in page


def test_another_sites_media_are_not_shown(client: Client, backups: list[BackupSet]) -> None:
    other = Site.objects.create(name="Elsewhere", time_zone="UTC")
    make_backup(other, "Otto", indexed=False)

    assert "Otto" not in client.get(PAGE).content.decode()


def test_without_any_backup_it_says_what_to_do(client: Client, site: Site) -> None:
    page = client.get(PAGE).content.decode()

    assert "No backup is known here" in page
    assert "/backup/drive/" in page


def test_one_under_way_is_at_hand(client: Client, site: Site, backups: list[BackupSet]) -> None:
    run: Run = make_running(site, now=timezone.now())

    assert f'href="/backup/restore/{run.pk}/"' in client.get(PAGE).content.decode()


@pytest.mark.parametrize("nights", [3, 40])
def test_its_queries_do_not_grow_with_the_nights(
    client: Client, site: Site, nights: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_server(site)
    medium = make_medium(site, "Anna")
    for night in range(nights):
        make_backup(site, medium, nights_ago=night, indexed=False)

    with django_assert_max_num_queries(18):
        page = client.get(f"{PAGE}?page=2").content.decode()

    assert f"{nights} backups on media" in page


@pytest.mark.parametrize(
    "at",
    ["nonsense", "", "0001-01-01T00:00", "9999-12-31T23:59", "2026-11-21T03:06%2B99:00", "%00", "2026-11-21"],
)
def test_whatever_moment_is_asked_there_is_a_page(client: Client, backups: list[BackupSet], at: str) -> None:
    for page in ("", "choose/", "browse/", "search/", "plan/"):
        assert client.get(f"{PAGE}{page}?at={at}").status_code == 200


def test_a_moment_before_all_backups_says_that_nothing_is_held(
    client: Client, backups: list[BackupSet]
) -> None:
    before = backups[-1].written_at - timedelta(days=1)

    page = client.get(f"{PAGE}choose/", {"at": before.isoformat()}).content.decode()

    assert "no backup that is known here holds it" in page
