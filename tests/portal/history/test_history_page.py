"""The Administration History Log: what it shows, how it is narrowed, and what the export holds."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mmbackup.models import Change, Role, Site
from mmbackup.services.history.acting import Actor, acting_as
from mmbackup.services.history.remember_change import FieldChange, remember_change
from portal.history.words import words_of
from tests.portal.builders import LAST_NIGHT, make_user

PAGE = "/logs/history/"


def remember(site: Site, deed: str = "pool changed", subject: str = "pool nightly", **more: object) -> Change:
    fields = [FieldChange("retention_nights", 0, 14), FieldChange("label_blank", old=True, new=False)]
    who = Actor(str(more.get("who", "olga")), Change.Via.API, "operator", "192.0.2.7")
    with acting_as(who):
        return remember_change(deed=deed, subject=subject, now=LAST_NIGHT, site=site, fields=fields)


def test_it_tells_by_whom_from_where_and_both_values(client: Client, site: Site) -> None:
    remember(site)

    page = client.get(PAGE).content.decode()

    for words in ("Sun Nov 22 2026, 03:05:00", "olga", "operator, via API, 192.0.2.7", "Pool changed",
                  "pool nightly", "retention nights", ">0</del>", ">14</ins>", ">yes</del>",
                  ">no</ins>"):  # fmt: skip
        assert words in page


def test_a_change_in_the_portal_stands_there_with_its_user(client: Client, site: Site) -> None:
    client.post("/backup/places/", {"name": "Fire safe", "kind": "in vault"})

    page = client.get(PAGE).content.decode()

    assert "Place added" in page
    assert "administrator, via portal, 127.0.0.1" in page


def test_filters_stand_in_the_address_and_stay_from_page_to_page(client: Client, site: Site) -> None:
    remember(site, subject="pool a & b")
    for number in range(60):
        remember(site, subject=f"pool {number}", who="ada & olga")

    page = client.get(PAGE, {"who": "ada & olga", "from": "2026-11-22"}).content.decode()

    assert "pool a &amp; b" not in page
    assert "?who=ada+%26+olga&amp;from=2026-11-22&amp;behind=" in page
    assert "export.csv?who=ada+%26+olga&amp;from=2026-11-22" in page


def test_a_day_is_the_site_s_own(client: Client, site: Site) -> None:
    """03:05 in Berlin is of the 22nd, and so is what happened before midnight of UTC."""
    Change.objects.create(at=LAST_NIGHT - timedelta(hours=3), who="early", deed="x", via="portal")

    pages = [
        client.get(PAGE, {"from": day, "until": day}).content.decode() for day in ("2026-11-21", "2026-11-22")
    ]

    assert ["early</b>" in page for page in pages] == [False, True]


@pytest.mark.parametrize(
    "address", ["?behind=x", "?from=yesterday", "?site=x&via=x", "?from=0001-01-01", "?until=9999-12-31"]
)
def test_nonsense_in_the_address_counts_as_silence(client: Client, site: Site, address: str) -> None:
    remember(site)

    assert "pool nightly" in client.get(PAGE + address).content.decode()


def test_an_auditor_reads_and_nobody_sends(client: Client, site: Site) -> None:
    browser = Client()
    browser.force_login(make_user("paul", Role.AUDITOR))

    assert browser.get(PAGE).status_code == 200
    assert client.post(PAGE).status_code == 403


def test_it_takes_as_many_queries_for_many_as_for_few(
    client: Client, site: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Change.objects.bulk_create(
        Change(at=LAST_NIGHT, who="ada", deed="x", via="portal", site=site) for _ in range(20_000)
    )

    with django_assert_max_num_queries(11):
        page = client.get(PAGE, {"text": "x"})

    assert page.content.decode().count("<tr role") == 51


class TestExport:
    def test_csv_has_a_line_for_each_field(self, client: Client, site: Site) -> None:
        remember(site)

        response = client.get(f"{PAGE}export.csv")

        rows = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
        assert "attachment" in response["Content-Disposition"]
        assert [(row["field"], row["old"], row["new"]) for row in rows] == [
            ("retention_nights", "0", "14"), ("label_blank", "true", "false"),
        ]  # fmt: skip
        assert rows[0]["at"] == "2026-11-22T03:05:00+01:00"
        assert (rows[0]["who"], rows[0]["from"], rows[0]["site"]) == ("olga", "192.0.2.7", "Harbour Hospital")

    @pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\uff1d1"])
    def test_csv_holds_no_formula(self, client: Client, site: Site, evil: str) -> None:
        remember(site, subject=evil)

        rows = csv.DictReader(io.StringIO(client.get(f"{PAGE}export.csv").getvalue().decode(), newline=""))

        assert {row["subject"] for row in rows} == {f"'{evil}"}

    def test_json_lines_hold_all_as_it_is(self, client: Client, site: Site) -> None:
        remember(site, subject="=pool ü")

        (line,) = client.get(f"{PAGE}export.jsonl").getvalue().decode().splitlines()

        told = json.loads(line)
        assert told["subject"] == "=pool ü"
        assert told["fields"][0] == {"field": "retention_nights", "old": 0, "new": 14}

    def test_it_keeps_to_the_filter_and_goes_through_all_pages(
        self, client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mmbackup.services.history.export.A_PAGE", 10)
        remember(site, who="paul")
        for number in range(35):
            remember(site, subject=f"pool {number}")

        lines = client.get(f"{PAGE}export.jsonl", {"who": "olga"}).getvalue().decode().splitlines()

        assert [json.loads(line)["subject"] for line in lines] == [f"pool {n}" for n in reversed(range(35))]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("", "(empty)"),
        (True, "yes"),
        (0, "0"),
        ([], "none"),
        (["Safe", "Notary"], "Safe, Notary"),
        ({"place": 1}, "place 1"),
        ("2026-11-22T02:05:00+00:00", "Sun Nov 22 2026, 03:05"),
        ("2026-13-40T99:99:99Z", "2026-13-40T99:99:99Z"),
    ],
)
def test_values_are_told_in_words(value: object, words: str) -> None:
    with timezone.override("Europe/Berlin"):
        assert words_of(value) == words
