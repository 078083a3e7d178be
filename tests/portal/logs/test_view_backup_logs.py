"""View Backup Logs: the three most recent, one log's page, its search, its text."""

import os
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mmbackup.engine.format.log import file_line
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Log, Run, Site
from tests.portal.builders import LAST_NIGHT, make_log, make_run

LOGS = "/logs/backup-and-restore/backup/"
HOSTILE = b"srv/<script>alert(1)</script>\nFULL-AUTO BACKUP completed successfully"


def address_of(run: Run) -> str:
    return f"{LOGS}{run.pk}/"


def test_the_three_most_recent_are_offered_newest_first_in_the_site_s_zone(
    client: Client, site: Site
) -> None:
    for nights_ago in range(5):
        make_log(make_run(site, Outcome.PARTIAL if nights_ago == 1 else Outcome.FULL, nights_ago=nights_ago))

    page = client.get(LOGS).content.decode()

    assert re.findall(r"<option[^>]*>([^<]+)", page) == [
        "Sun Nov 22 2026, 03:05 · Full",
        "Sat Nov 21 2026, 03:05 · Partial",
        "Fri Nov 20 2026, 03:05 · Full",
    ]
    assert 'value="View"' in page


def test_view_leads_to_the_log_s_own_address(client: Client, site: Site) -> None:
    run = make_run(site)
    make_log(run)

    assert client.get(LOGS, {"log": str(run.pk)})["Location"] == address_of(run)


def test_another_log_s_name_is_not_accepted_by_the_form(client: Client, site: Site) -> None:
    make_log(make_run(site))

    response = client.get(LOGS, {"log": "11111111-1111-1111-1111-111111111111"})

    assert response.status_code == 200
    assert b"not one of the available choices" in response.content


def test_before_the_first_backup_it_says_so(client: Client, site: Site) -> None:
    assert b"No backup has run yet" in client.get(LOGS).content


def test_a_log_opens_at_its_end_with_the_verdict_and_the_label(client: Client, site: Site) -> None:
    run = make_run(site)
    make_log(run)

    page = client.get(address_of(run)).content.decode()

    assert "opens-at-end" in page
    assert 'class="is-verdict"' in page
    assert page.count(run.verdict) == 2  # the banner and the last line
    assert "Nov. 22, 2026 — System, Names and Greetings, Messages" in page
    for step in ("Verify", "Remove", "Label", "Store", "Insert the next"):
        assert f"<h3>{step}</h3>" in page


def test_no_label_is_offered_where_nothing_was_verified(client: Client, site: Site) -> None:
    run = make_run(site, Outcome.NO_MEDIUM)
    make_log(run)

    page = client.get(address_of(run)).content.decode()

    assert "label-text" not in page
    assert "Only a verified success gets a label" in page
    assert 'class="is-next-step"' in page


def test_errors_are_one_step_away(client: Client, site: Site) -> None:
    run = make_run(site, Outcome.COMPLETED_WITH_ERRORS)
    make_log(run, errors=("a.wav: Permission denied", "b.wav: Permission denied", "c: gone"))
    page = client.get(address_of(run)).content.decode()

    link = re.search(r'data-key="x" href="(\?line=(\d+))', page)
    assert link is not None
    there = client.get(address_of(run) + link[1]).content.decode()

    assert re.search(rf'id="line-{link[2]}" class="is-heading is-marked">.*?<span>Errors</span>', there)


def test_a_search_leads_from_hit_to_hit_and_round_the_end(client: Client, site: Site) -> None:
    run = make_run(site)
    lines = b"".join(b"  needle\n" if n in (10, 600) else b"  straw\n" for n in range(1000))
    make_log(run, lines=lines)

    def hit(**parameters: str | int) -> int:
        response = client.get(f"{address_of(run)}search/", {"find": "needle", **parameters})
        return int(response["Location"].rpartition("#line-")[2])

    first = hit()
    second = hit(after=first)

    assert second - first == 590
    assert hit(after=second) == first
    assert hit(after=second, backwards="yes") == first
    assert "<mark>needle</mark>" in client.get(f"{address_of(run)}?find=needle&line={first}").content.decode()


def test_a_search_in_vain_says_so(client: Client, site: Site) -> None:
    run = make_run(site)
    make_log(run)

    page = client.get(f"{address_of(run)}search/", {"find": "<nowhere>"}, follow=True).content.decode()

    assert "&lt;nowhere&gt;&#x27; does not stand in this log" in page


@pytest.mark.parametrize(
    "query",
    [
        "line=-1",
        "line=99999999999999999999",
        "line=abc",
        "first=0",
        "first=1e9",
        "find=%00",
        "find=%ff",
        "line=٣",
        "line=1,0",
    ],
)
def test_whatever_stands_in_the_address_there_is_a_page(client: Client, site: Site, query: str) -> None:
    run = make_run(site)
    make_log(run)

    assert client.get(f"{address_of(run)}?{query}").status_code == 200
    assert client.get(f"{address_of(run)}search/?{query}&after=x").status_code == 302


def test_hostile_names_stay_text(client: Client, site: Site) -> None:
    run = make_run(site, Outcome.NO_MEDIUM)
    make_log(run, lines=file_line(HOSTILE, 1, "saved"), count=1)

    page = client.get(address_of(run)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "\nFULL-AUTO" not in page


def test_the_text_is_the_log_itself_for_download_only(client: Client, site: Site, data_folder: Path) -> None:
    run = make_run(site)
    log = make_log(run)

    response = client.get(f"{address_of(run)}text/")

    assert b"".join(response) == (data_folder / "logs" / log.path).read_bytes()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="backup-log-2026-11-22-0305.txt"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_log_whose_file_is_gone_still_tells_its_verdict(
    client: Client, site: Site, data_folder: Path
) -> None:
    run = make_run(site)
    log = make_log(run)
    os.remove(data_folder / "logs" / log.path)

    assert run.verdict in client.get(address_of(run)).content.decode()
    assert client.get(f"{address_of(run)}text/").status_code == 404
    assert client.get(f"{address_of(run)}search/?find=x").status_code == 302


def test_another_site_s_log_is_not_shown(client: Client, site: Site) -> None:
    other = Site.objects.create(name="Elsewhere", time_zone="UTC")
    run = make_run(site)
    make_log(run)
    Run.objects.update(site=other)

    assert client.get(address_of(run)).status_code == 404


def test_a_million_lines_make_light_pages(client: Client, site: Site) -> None:
    run = make_run(site)
    line = file_line(b"srv/mss1/messages/1004/cur/1795000123.M7P7.mss1:2,S", 20_480, "saved")
    make_log(run, lines=line * 1_000_000, count=1_000_000)

    pages = [
        client.get(f"{address_of(run)}{query}")
        for query in ("", "?first=1", "?line=500000", "?first=700000&find=mss1")
    ]

    assert all(len(page.content) < 300_000 for page in pages)
    assert b"1,000,0" in pages[0].content
    assert b'id="line-500000" class="is-marked"' in pages[2].content


def test_a_page_of_the_longest_and_worst_lines_is_light(client: Client, site: Site) -> None:
    run = make_run(site)
    make_log(run, lines=file_line(b'"' * 4000, 1, "saved") * 2000, count=2000)

    page = client.get(f"{address_of(run)}?first=100&find={'%22' * 3}")

    assert len(page.content) < 300_000


def test_its_queries_are_few(
    client: Client, site: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for nights_ago in range(5):
        make_log(make_run(site, nights_ago=nights_ago), lines=b"  a line\n")
    log = Log.objects.latest("written_at")
    assert log.run.started_at == LAST_NIGHT

    with django_assert_max_num_queries(8):
        client.get(address_of(log.run))
    with django_assert_max_num_queries(9):
        client.get(LOGS)
