"""Backup History: the calendar, the drawings, the rows."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Site
from tests.portal.reports.reading import csv_of, drawings_in, inline_in
from tests.services.reports.histories import NOW, TODAY, make_by_hand, make_medium, make_night, make_site

PAGE = "/reports/history/"
CSV = "/reports/history/backup-history.csv"
DAY = timedelta(days=1)
HOSTILE = "</text><script>alert(1)</script>\"'&"


def shown(browser: Client, query: str = "") -> str:
    response = browser.get(PAGE + query)
    assert response.status_code == 200
    return response.content.decode()


def test_each_night_has_its_word_and_leads_to_its_log(client: Client, site: Site) -> None:
    run = make_night(site, TODAY, Outcome.PARTIAL)

    page = shown(client, "?nights=2")

    assert f'href="/logs/backup-and-restore/backup/{run.pk}/"' in page
    assert '<span class="day-word">Partial</span>' in page
    assert '<span class="day-word">Did not run</span>' in page
    assert 'title="Sat Nov 21 2026: Did not run; no run is recorded for this night"' in page


def test_a_night_under_way_leads_to_its_run(client: Client, site: Site) -> None:
    run = make_night(site, TODAY, None)

    page = shown(client, "?nights=1")

    assert f'href="/backup/{run.pk}/"' in page or str(run.pk) in page
    assert "Under way" in page


def test_a_night_that_was_made_up_for_says_so(client: Client, site: Site) -> None:
    missed = make_night(site, TODAY, Outcome.NO_MEDIUM)
    make_by_hand(site, Run.Kind.UNATTENDED, at=NOW, makes_up_for=missed)

    assert "No medium, made up" in shown(client, "?nights=1")


def test_nights_that_were_not_verified_are_listed_with_their_reason(client: Client, site: Site) -> None:
    make_night(site, TODAY, Outcome.FAILED, reason="the mail could not be read")
    make_night(site, TODAY - DAY, Outcome.PARTIAL)

    page = shown(client, "?nights=2")

    listed = page.split('id="bad"')[1].split("</section>")[0]
    assert "the mail could not be read" in listed
    assert "Partial" not in listed


def test_shares_are_of_the_nights_that_ended(client: Client, site: Site) -> None:
    for number, outcome in enumerate((None, Outcome.FULL, Outcome.FULL, Outcome.FAILED)):
        make_night(site, TODAY - number * DAY, outcome)

    page = shown(client, "?nights=4")

    assert "66.6 %" in page
    assert "33.3 %" in page


def test_each_drawing_has_a_title_a_description_and_a_table(client: Client, site: Site) -> None:
    make_night(site, TODAY, saved=400, outcome=Outcome.PARTIAL)

    page = shown(client, "?nights=3")

    drawings = drawings_in(page)
    assert len(drawings) == 8
    for drawing in drawings:
        assert drawing.get("role") == "img"
        assert drawing.find("title").text
        assert drawing.find("desc").text
    assert "400 files of 1,000 files saved, partial" in page
    assert page.count("<summary>As a table</summary>") == 4
    assert "40 %" in page


def test_a_data_type_narrows_the_drawings_and_the_rows(client: Client, site: Site) -> None:
    make_night(site, TODAY)

    assert len(drawings_in(shown(client, "?nights=1&type=messages"))) == 4
    (row,) = csv_of(client, f"{CSV}?nights=1&type=messages")
    assert "Messages: files saved" in row
    assert "System: files saved" not in row


def test_hostile_words_stay_words(client: Client, site: Site) -> None:
    medium = make_medium(site, '=1+1"><script>')
    make_night(site, TODAY, Outcome.COMPLETED_WITH_ERRORS, medium=medium, reason=HOSTILE)

    page = shown(client, "?nights=1&drive=<script>")
    whole = shown(client, "?nights=1")

    assert inline_in(page) == inline_in(whole) == []
    assert "alert(1)" in whole
    assert len(drawings_in(whole)) == 8
    assert csv_of(client, f"{CSV}?nights=1")[0]["medium"] == "'=1+1\"><script>"


def test_the_file_has_the_figures_of_each_night(client: Client, site: Site) -> None:
    run = make_night(site, TODAY, Outcome.PARTIAL, minutes=16, size=900, saved=400)

    before, row = csv_of(client, f"{CSV}?nights=2")

    assert (before["night"], before["outcome"], before["run"]) == ("2026-11-21", "did not run", "")
    assert (row["night"], row["outcome"], row["run"]) == ("2026-11-22", "partial", str(run.pk))
    assert (row["began"], row["seconds"]) == ("2026-11-22T03:05:00+01:00", "960")
    assert (row["bytes on medium"], row["drive"]) == ("900", "DVD 1")
    messages = [row[f"Messages: {key}"] for key in ("files", "bytes", "files saved", "bytes saved")]
    assert messages == ["1000", "1000000", "400", "400000"]


def test_the_address_names_another_site_on_its_own_clock(client: Client, site: Site) -> None:
    tokyo = make_site("Bay Hospital", zone="Asia/Tokyo", at=time(0, 30))
    make_night(tokyo, TODAY, Outcome.FULL)

    page = shown(client, f"?site={tokyo.pk}&nights=1")
    (row,) = csv_of(client, f"{CSV}?site={tokyo.pk}&nights=1")

    assert "times in Asia/Tokyo" in page
    assert f"backup-history.csv?nights=1&amp;site={tokyo.pk}" in page
    assert row["began"] == "2026-11-22T00:30:00+09:00"


@pytest.mark.parametrize(
    "query",
    ["?nights=x", "?nights=999999999", "?from=2026-13-99", "?until=9999-12-31", "?from=2030-01-01",
     "?from=0001-01-01&until=0001-01-02", "?site=77", "?site=-1", "?drive=%00", "?type=wrong", "?nights=0"],
)  # fmt: skip
def test_nonsense_in_an_address_counts_as_silence(client: Client, site: Site, query: str) -> None:
    make_night(site, TODAY)

    assert client.get(PAGE + query).status_code == 200
    assert client.get(CSV + query).status_code == 200


def test_from_and_until_choose_the_nights(client: Client, site: Site) -> None:
    rows = csv_of(client, f"{CSV}?from=2026-10-24&until=2026-10-26")

    assert [row["night"] for row in rows] == ["2026-10-24", "2026-10-25", "2026-10-26"]


def test_a_year_asks_the_database_as_often_as_a_week(
    client: Client, site: Site, django_assert_num_queries: Any
) -> None:
    make_night(site, TODAY)
    with CaptureQueriesContext(connection) as for_one:
        shown(client, "?nights=7")
    for number in range(1, 30):
        make_night(site, TODAY - number * DAY, Outcome.PARTIAL if number % 3 else Outcome.FAILED)

    with django_assert_num_queries(len(for_one)):
        page = shown(client, "?nights=365")

    assert date(2026, 10, 25).strftime("%B %Y") in page
