"""The Media Report: the page, its files, and what it is narrowed to."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mmbackup.models import Custody, Site
from mmbackup.services.reports.media import MediaAsked
from portal.reports import media_document
from portal.reports.document import Table, Words
from tests.portal.reports.reading import csv_of, inline_in, text_of_pdf
from tests.services.reports.histories import NOW, TODAY, make_custody, make_medium, make_night, make_set

PAGE = "/reports/media/"
DAY = timedelta(days=1)


def test_a_medium_s_row_tells_where_it_is_with_whom_and_what_it_holds(client: Client, site: Site) -> None:
    medium = make_medium(
        site, "A", place="in vault", where="Bank", write_count=12, read_errors=2,
        first_used_at=NOW - 100 * DAY, last_written_at=NOW - DAY, replace_by=TODAY - DAY,
    )  # fmt: skip
    make_custody(medium, Custody.Act.MOVED, by="olga", at=NOW - 2 * DAY)
    make_set(medium, make_night(site, TODAY), is_verified=False)

    page = client.get(PAGE).content.decode()
    (row,) = csv_of(client, f"{PAGE}media.csv")

    for words in ("Bank", "olga", "moved Fri Nov 20 2026, 09:00", "written 12 times", "age 3 months",
                  "2 read errors", "1 set (0 verified): System, Names and Greetings, Messages"):  # fmt: skip
        assert words in page
    assert (row["where"], row["in custody of"], row["since"]) == ("Bank", "olga", "2026-11-20T09:00:00+01:00")
    assert (row["times written"], row["age in days"], row["is past that"]) == ("12", "100", "yes")


def test_the_page_is_paged_and_its_files_hold_all(client: Client, site: Site) -> None:
    for number in range(60):
        make_medium(site, f"M{number:02}")

    first, second = client.get(PAGE).content.decode(), client.get(f"{PAGE}?page=2").content.decode()

    assert ("M49" in first, "M50" in first, "M50" in second) == (True, False, True)
    assert len(csv_of(client, f"{PAGE}media.csv")) == 60
    text = text_of_pdf(client.get(f"{PAGE}media.pdf").content)
    assert text is None or ("M00" in text and "M59" in text and "Page 2 of" in text)


def test_paper_of_very_many_media_has_the_first_and_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_document, "MOST_ON_PAPER", 2)
    for name in ("A", "B", "C"):
        make_medium(site, name)

    document = media_document.media_document(site=site, asked=MediaAsked(), now=NOW)

    words, table = document.sections[1].blocks
    assert isinstance(words, Words)
    assert str(words.words).startswith("The first 2 of 3 media")
    assert isinstance(table, Table)
    assert [row[0].words for row in table.rows] == ["A", "B"]


def test_what_narrows_the_page_narrows_its_files(client: Client, site: Site) -> None:
    make_medium(site, "Weekly one", pool="weekly")
    make_medium(site, "Other")

    page = client.get(f"{PAGE}?pool=weekly").content.decode()

    assert "Other" not in page
    assert 'media.csv?pool=weekly"' in page
    assert [row["medium"] for row in csv_of(client, f"{PAGE}media.csv?pool=weekly")] == ["Weekly one"]


def test_hostile_names_stay_names(client: Client, site: Site) -> None:
    make_medium(site, "<script>alert(1)</script>", pool="@SUM(1)", where='"><b>')

    page = client.get(PAGE).content.decode()
    paper = client.get(f"{PAGE}media.pdf")
    (row,) = csv_of(client, f"{PAGE}media.csv")

    assert inline_in(page) == []
    assert "&lt;script&gt;alert(1)" in page
    assert row["pool"] == "'@SUM(1)"
    assert paper.content.startswith(b"%PDF")


def test_many_media_ask_the_database_as_often_as_one(client: Client, site: Site) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    make_custody(make_medium(site, "M"), Custody.Act.MOVED, by="olga", at=NOW)
    asked()  # what is remembered from then on
    for_one = asked()
    for number in range(40):
        medium = make_medium(site, f"M{number}")
        make_custody(medium, Custody.Act.MOVED, by="olga", at=NOW)
        make_set(medium, make_night(site, TODAY - number * DAY))

    assert asked() == for_one
