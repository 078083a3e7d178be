"""What holds for every page: a stranger sees none, a member finds the frame around each."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Site
from portal.menu import MAIN, Entry
from tests.portal.builders import make_alarm, make_event, make_log, make_run

OPEN = {"/accounts/login/", "/healthz"}
OPEN_WHILE_SIGNING_IN = {"/accounts/login/second/", "/accounts/login/passkey/"}  # else they lead to log in
PLACEHOLDER = re.compile(r"<(\w+):\w+>")
VALUES = {"uuid": str(uuid.UUID(int=7)), "int": "7", "code": uuid.UUID(int=7).hex, "slug": "nothing"}
VALUES["uuidstr"] = VALUES["uuid"]


def every_address(patterns: list[URLPattern | URLResolver], before: str = "/") -> list[str]:
    found = []
    for pattern in patterns:
        address = before + PLACEHOLDER.sub(lambda match: VALUES[match[1]], str(pattern.pattern))
        inner = pattern.url_patterns if isinstance(pattern, URLResolver) else None
        found += [address] if inner is None else every_address(inner, address)
    return found


PROGRAMS = ("/api/", "/metrics", "/readyz")  # answered otherwise: tests/portal/api, tests/portal/metrics
ADDRESSES = sorted(
    address for address in every_address(get_resolver().url_patterns) if not address.startswith(PROGRAMS)
)


def listed_views(entry: Entry) -> list[str]:
    own = [entry.view] if entry.view else []
    return own + [view for inner in entry.listed_entries for view in listed_views(inner)]


def test_the_walk_finds_the_pages() -> None:
    assert {"/", "/backup/now/", "/logs/alarms/", *OPEN} <= set(ADDRESSES)


@pytest.mark.parametrize("address", [address for address in ADDRESSES if address not in OPEN])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_log_in(stranger: Client, site: Site, method: str, address: str) -> None:
    response = getattr(stranger, method)(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", sorted(OPEN))
def test_a_stranger_may_see_the_open_pages(stranger: Client, address: str) -> None:
    assert stranger.get(address).status_code == 200


@pytest.mark.parametrize("view", listed_views(MAIN))
def test_every_page_of_the_menu_has_its_frame(client: Client, site: Site, view: str) -> None:
    make_log(make_run(site, Outcome.PARTIAL))
    make_alarm(site)
    make_event(site)

    page = client.get(reverse(view)).content.decode()

    for landmark in ("<header", "<main", "<h1", 'id="help"', "Skip to the content", "<footer"):
        assert landmark in page
    assert ("Return to Main" in page) is (view != "main:main")
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", page), "inline script or style"


def test_every_page_forbids_what_is_not_its_own(client: Client, site: Site) -> None:
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy


def test_the_menu_leads_only_to_pages_that_work(client: Client, site: Site) -> None:
    page = client.get("/").content.decode()

    links = set(re.findall(r'href="(/[^"#?]*)', page)) - {"/static/"}
    pages = {link for link in links if not link.startswith("/static/")}
    assert {client.get(link).status_code for link in pages} == {200}
    assert {"/backup/now/", "/backup/drive/", "/logs/backup-and-restore/backup/"} <= pages


def test_without_a_site_each_page_says_what_to_do(client: Client) -> None:
    page = client.get("/backup/drive/").content.decode()

    assert "config import" in page
    assert "Log out" in page


@pytest.mark.parametrize(
    "address", ["/nothing/here/", f"/logs/backup-and-restore/backup/{uuid.UUID(int=7)}/"]
)
def test_a_missing_page_says_so_in_the_house_s_looks(client: Client, site: Site, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert b"No such page" in response.content


def test_a_form_that_was_too_old_says_so(ada: object, site: Site) -> None:
    browser = Client(enforce_csrf_checks=True)

    response = browser.post("/accounts/login/", {"username": "ada", "password": "x"})

    assert response.status_code == 403
    assert b"too old" in response.content
