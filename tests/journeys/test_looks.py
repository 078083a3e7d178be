"""Every page, in light and dark, at a desk and on a phone: accessible, nothing cut off, nothing blocked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from playwright.sync_api import Browser

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Role, Site
from portal.menu import Entry, allowed_to
from tests.journeys.conftest import DESK, PHONE, Visitor, open_window
from tests.journeys.faults import too_wide
from tests.portal.builders import make_alarm, make_event, make_log, make_run, make_running
from tests.portal.proof.proofs import make_check, make_drill
from tests.portal.restore.runs import pages_of_restores
from tests.portal.swap.media import make_set, make_shelf

pytestmark = pytest.mark.browser

LOGS = "/logs/backup-and-restore/backup/"
PAGES = [
    "/logs/alarms/?show=all", "/backup/media/?status=in-use&sort=-written", "/backup/media/?text=nobody",
    "/help/?q=restore", "/help/?q=zebra", "/palette/?q=backup", "/help/reference/roles/",
]  # fmt: skip
LINK = re.compile(r'\shref="(/[^"#?]*)')
AXE = Axe().axe_script
COLOURS_ALONE = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}


@pytest.fixture
def pages(harbour: Site, ada: User) -> list[str]:
    """Every page with something on it; one backup of each outcome, and one that is running."""
    now = timezone.now().replace(microsecond=0)
    runs = [
        make_run(harbour, outcome, began=now - timedelta(days=days, hours=1))
        for days, outcome in enumerate(reversed(Outcome))
    ]
    for run in runs:
        make_log(run, errors=("srv/a.wav: Permission denied",) if run.errors else ())
    make_alarm(harbour, at=now)
    make_event(harbour, at=now)
    running = make_running(harbour, now=now)
    full, partial, with_errors, *_, worst = runs
    watched = [f"/backup/now/{run.pk}/" for run in (running, full, worst)]
    drive = harbour.drives.get()
    Shelf(drive.settings["path"]).eject()
    make_shelf(harbour, "Anna", "Berta", "Carla")
    written = make_set(full, "Anna")
    labels = f"/backup/labels/{written.uuid}/1/"
    medium = f"/backup/media/{written.medium.uuid}/"
    damage = make_check(harbour, damaged=True, at=now, name=written.name)
    for week in range(9):
        drill = make_drill(harbour, at=now - timedelta(weeks=week), seconds=40 + 3 * week)
    special = [
        *pages_of_restores(harbour, now=now),
        f"/backup/verify/{damage.pk}/", f"/backup/drills/{drill.pk}/",
        medium, f"{medium}retire/", f"{medium}use/", f"/backup/drive/{drive.pk}/relabel/",
        *PAGES, *watched, f"/backup/now/{running.pk}/cancel/", f"/backup/drive/{drive.pk}/eject/",
        *(f"{LOGS}{run.pk}/" for run in (full, partial, with_errors, worst)),
        f"{LOGS}{full.pk}/?find=saved&line=300",
        labels, f"{labels}?size=cartridge&paper=own", f"{labels}?size=sheet",
    ]  # fmt: skip
    return list(dict.fromkeys([*special, *one_page_of_each_view(ada)]))


def one_page_of_each_view(ada: User) -> list[str]:
    """The menu's pages, and those that their links lead to: of each view the first that is found."""
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    found: dict[str, str] = {}
    waiting = listed(allowed_to(Role.ADMINISTRATOR))
    while waiting:
        address = waiting.pop(0)
        view = view_at(address)
        if not view or view in found or view == "accounts:logout":
            continue
        response = client.get(address)
        if "html" not in response.get("Content-Type", ""):
            found[view] = ""  # a file, or data for a script
            continue
        found[view] = address
        if not response.streaming:
            waiting += LINK.findall(response.content.decode())
    return [address for address in found.values() if address]


def listed(entry: Entry) -> list[str]:
    own = [reverse(entry.view)] if entry.view else []
    return own + [address for inner in entry.listed_entries for address in listed(inner)]


def view_at(address: str) -> str:
    try:
        return resolve(address).view_name
    except Resolver404:
        return ""


@pytest.fixture
def browser(pages: list[str], browser: Browser) -> Browser:
    return browser


def violations(visitor: Visitor, options: dict[str, Any] | None = None) -> list[str]:
    found = visitor.page.evaluate("o => axe.run(o)", options or {"resultTypes": ["violations"]})
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]


def faults_of(visitor: Visitor) -> list[str]:
    """Of one page, loaded once: at a desk in light and in dark, and on a phone in the dark."""
    page = visitor.page
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    page.evaluate(AXE)
    faults = [f"light: {fault}" for fault in violations(visitor)]
    page.emulate_media(color_scheme="dark")
    faults += [f"dark: {fault}" for fault in violations(visitor, COLOURS_ALONE)]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return faults + [f"phone: {fault}" for fault in (*too_wide(page), *violations(visitor))]


@pytest.mark.long
@pytest.mark.timeout(3600)  # some hundred pages, three looks at each
def test_every_page_is_accessible_and_fits(browser: Browser, portal: str, pages: list[str]) -> None:
    visitor = open_window(browser, portal)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.go("/accounts/login/")
    faults = [f"log in: {fault}" for fault in faults_of(visitor)]
    visitor.log_in()

    for path in pages:
        answer = visitor.page.goto(portal + path)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        faults += [f"{path}: {fault}" for fault in faults_of(visitor)]

    assert sorted({*faults, *visitor.complaints}) == []
    assert {url for url in asked if not url.startswith((f"{portal}/", "data:"))} == set()
