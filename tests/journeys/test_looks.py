"""Every page, in light and dark and on a phone: accessible, nothing cut off, nothing blocked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Site
from tests.journeys.conftest import Visitor, open_window
from tests.portal.builders import make_alarm, make_event, make_log, make_run, make_running
from tests.portal.proof.proofs import make_check, make_drill
from tests.portal.restore.runs import pages_of_restores
from tests.portal.swap.media import make_set, make_shelf

pytestmark = pytest.mark.browser

LOGS = "/logs/backup-and-restore/backup/"
PAGES = [
    "/", "/backup/swap/", "/backup/now/", "/backup/drive/", LOGS, f"{LOGS}all/", "/logs/alarms/?show=all",
    "/logs/administrator/", "/guide/morning/", "/guide/codes/", "/backup/media/?status=in-use&sort=-written",
    "/backup/media/?text=nobody", "/backup/pools/", "/backup/pools/new/", "/backup/places/",
    "/backup/verify/", "/backup/drills/",
]  # fmt: skip


@pytest.fixture
def pages(harbour: Site) -> list[str]:
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
    return [
        *pages_of_restores(harbour, now=now),
        f"/backup/verify/{damage.pk}/", f"/backup/drills/{drill.pk}/",
        medium, f"{medium}retire/", f"{medium}use/", f"/backup/drive/{drive.pk}/relabel/",
        *PAGES, *watched, f"/backup/now/{running.pk}/cancel/", f"/backup/drive/{drive.pk}/eject/",
        *(f"{LOGS}{run.pk}/" for run in (full, partial, with_errors, worst)),
        f"{LOGS}{full.pk}/?find=saved&line=300",
        labels, f"{labels}?size=cartridge&paper=own", f"{labels}?size=sheet",
    ]  # fmt: skip


@pytest.fixture
def browser(pages: list[str], browser: Browser) -> Browser:
    return browser


def on_each(visitor: Visitor, pages: list[str], look: Callable[[], list[str]]) -> list[str]:
    """What look finds fault with, on the page to log in at and on all others."""
    visitor.go("/accounts/login/")
    faults = [f"log in: {fault}" for fault in look()]
    visitor.log_in()
    for path in pages:
        visitor.go(path)
        faults += [f"{path}: {fault}" for fault in look()]
    return faults + visitor.complaints


@pytest.mark.parametrize(
    ("dark", "phone"),
    [
        pytest.param(False, False, id="light"),
        pytest.param(True, False, id="dark", marks=pytest.mark.long),
        pytest.param(True, True, id="dark-phone", marks=pytest.mark.long),
    ],
)
def test_every_page_is_accessible(
    browser: Browser, portal: str, pages: list[str], *, dark: bool, phone: bool
) -> None:
    visitor = open_window(browser, portal, dark=dark, phone=phone)

    def violations() -> list[str]:
        found = Axe().run(visitor.page).response["violations"]
        return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]

    assert on_each(visitor, pages, violations) == []


def test_no_page_scrolls_sideways_on_a_phone(browser: Browser, portal: str, pages: list[str]) -> None:
    visitor = open_window(browser, portal, phone=True)

    def overflow() -> list[str]:
        wide = visitor.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return [f"{wide} pixels too wide"] if wide > 0 else []

    assert on_each(visitor, pages, overflow) == []


@pytest.mark.long
def test_nothing_is_loaded_from_elsewhere(browser: Browser, portal: str, pages: list[str]) -> None:
    visitor = open_window(browser, portal)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))

    on_each(visitor, pages, list)

    assert {url for url in asked if not url.startswith((f"{portal}/", "data:"))} == set()
    assert f"{portal}/static/css/bootstrap.min.css" in asked
