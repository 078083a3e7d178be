"""The log of a run at work: what it says so far, and again when it says more."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mmbackup.engine.format.log import LogBook, file_line
from mmbackup.engine.outcomes import Phase
from mmbackup.models import Role, Run, Site
from mmbackup.services.runs.run_log import log_header, log_path, zone_of
from tests.portal.builders import LAST_NIGHT, make_log, make_running, make_user

POLL = {"HX-Request": "true"}
LOGS = "/logs/backup-and-restore/backup/"
ASKED = re.compile(r'hx-get="([^"]+so-far/[^"]*)"')


@pytest.fixture(autouse=True)
def _at_night() -> object:
    with time_machine.travel(LAST_NIGHT + timedelta(minutes=1), tick=False):
        yield


@pytest.fixture
def run(site: Site) -> Run:
    return make_running(site, now=timezone.now())


@pytest.fixture
def book(run: Run) -> LogBook:
    found = LogBook(log_path(run), log_header(run), zone_of(run))
    write(found, b"etc/mss.conf")
    return found


def write(book: LogBook, name: bytes) -> None:
    book.add_lines("MSS1", "messages", file_line(name, 7, "saved"), 1)


def page_of(client: Client, run: Run) -> str:
    response = client.get(f"{LOGS}{run.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def poll(client: Client, page: str) -> tuple[int, str]:
    response = client.get(ASKED.findall(page)[0], headers=POLL)
    return response.status_code, response.content.decode()


def test_what_it_says_so_far_stands_where_the_finished_log_will_be(
    client: Client, run: Run, book: LogBook
) -> None:
    page = page_of(client, run)

    assert "etc/mss.conf" in page
    assert "Backup log of" in page
    assert "Writing onto the medium." in page
    assert 'role="switch"' in page
    assert f'href="{LOGS}{run.pk}/"' in page, "Refresh, for a browser without scripts"


def test_new_lines_come_when_there_are_some(client: Client, run: Run, book: LogBook) -> None:
    page = page_of(client, run)

    assert poll(client, page) == (204, "")
    write(book, b"mail/new/7")
    _, more = poll(client, page)

    assert "mail/new/7" in more
    assert poll(client, more) == (204, "")


def test_what_it_does_is_said_again_only_when_it_does_something_else(
    client: Client, run: Run, book: LogBook
) -> None:
    page = page_of(client, run)
    write(book, b"mail/new/7")

    _, more = poll(client, page)
    Run.objects.update(phase=Phase.READ_BACK)
    _, news = poll(client, more)

    assert "log-said" not in more
    assert re.search(r'id="log-said"[^>]*>Reading everything back', news)


def test_when_it_stands_finished_the_page_reads_itself_anew(client: Client, run: Run, book: LogBook) -> None:
    page = page_of(client, run)
    Run.objects.update(state=Run.State.ENDED, ended_at=timezone.now(), outcome="full", verdict="done")
    run.refresh_from_db()
    make_log(run)

    response = client.get(ASKED.findall(page)[0], headers=POLL)

    assert (response["HX-Refresh"], response.content) == ("true", b"")
    assert "Log, lines" in page_of(client, run)


def test_names_from_a_source_are_shown_as_text(client: Client, run: Run, book: LogBook) -> None:
    write(book, b"srv/<script>alert(1)</script>")

    assert "srv/&lt;script&gt;" in page_of(client, run)


def test_before_its_first_line_it_says_so(client: Client, run: Run) -> None:
    assert "Nothing is written yet." in page_of(client, run)


def test_under_another_kind_s_address_it_is_found(client: Client, run: Run) -> None:
    response = client.get(f"/logs/backup-and-restore/drill/{run.pk}/")

    assert response["Location"] == f"{LOGS}{run.pk}/"


@pytest.mark.parametrize("piece", ["", "so-far/"])
def test_neither_another_site_s_nor_one_that_left_none_is_shown(client: Client, run: Run, piece: str) -> None:
    Run.objects.update(site=Site.objects.create(name="Bay Clinic"))

    assert client.get(f"{LOGS}{run.pk}/{piece}").status_code == 404


def test_one_that_ended_without_a_log_has_no_page(client: Client, run: Run) -> None:
    Run.objects.update(state=Run.State.ENDED, ended_at=timezone.now(), outcome="failed")

    assert client.get(f"{LOGS}{run.pk}/").status_code == 404


def test_each_poll_costs_few_queries(
    client: Client, run: Run, book: LogBook, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = ASKED.findall(page_of(client, run))[0]

    with django_assert_max_num_queries(6):
        client.get(address, headers=POLL)


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.SUBSCRIBERS, 403)])
def test_who_may_read_logs_may_follow_them(run: Run, book: LogBook, role: Role, status: int) -> None:
    browser = Client()
    browser.force_login(make_user("bob", role))

    for piece in ("", "so-far/"):
        assert browser.get(f"{LOGS}{run.pk}/{piece}").status_code == status


def test_a_run_at_work_is_offered_where_logs_are_chosen_and_in_the_list_of_all(
    client: Client, run: Run
) -> None:
    for address in (LOGS, "/logs/backup-and-restore/all/", f"/backup/now/{run.pk}/"):
        assert f'href="{LOGS}{run.pk}/"' in client.get(address).content.decode(), address


def test_one_of_another_kind_is_not_offered_there(client: Client, run: Run) -> None:
    assert "Follow its log" not in client.get("/logs/backup-and-restore/restore/").content.decode()
