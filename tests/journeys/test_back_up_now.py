"""Back Up Now in a browser: the question, the progress, the verdict; with a real broker and worker."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mmbackup.models import Server, Site
from tests.builders import add_source
from tests.journeys.conftest import Visitor, without_scripts
from tests.processes import Processes

pytestmark = pytest.mark.browser

# A server that takes its time: it answers when the file it is given appears.
SLOW = (
    "import os, sys, time\n"
    "deadline = time.monotonic() + 600\n"
    "while not os.path.exists(sys.argv[1]) and time.monotonic() < deadline:\n"
    "    time.sleep(0.05)\n"
    "print('state')\n"
)


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    """Touched, it lets the slow server answer."""
    return tmp_path / "answer"


@pytest.fixture
def _slow_server(harbour: Site, answer: Path) -> None:
    server = Server.objects.create(site=harbour, name="MAS1", kind="MAS")
    argv = [sys.executable, "-c", SLOW, str(answer)]
    add_source(server, "system-state", kind="command", argv=argv, output="state.txt")


@pytest.fixture
def _worker(processes: Processes) -> None:
    processes.broker()
    processes.worker()


@pytest.fixture
def browser(_slow_server: None, _worker: None, browser: Browser) -> Browser:
    return browser


def begin(visitor: Visitor) -> Page:
    visitor.log_in()
    visitor.choose("Back Up Now")
    expect(visitor.page.get_by_role("heading", name="Start a backup now?")).to_be_visible()
    visitor.page.get_by_role("button", name="Back up now").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Backup in progress")
    return visitor.page


@pytest.mark.long
def test_it_is_asked_followed_and_ends_at_the_verdict(visitor: Visitor, answer: Path) -> None:
    page = begin(visitor)
    expect(page.locator("[data-word=sentence]")).to_have_text("Listing what there is to save.")
    expect(page.locator("[data-phase='pre-flight']")).to_have_attribute("data-state", "done")
    expect(page.locator("[data-word=medium]")).to_have_text("DVD-A")

    answer.touch()

    expect(page.get_by_role("heading", level=1)).to_have_text("The backup has ended")
    expect(page.locator("#verdict")).to_contain_text("FULL-AUTO BACKUP completed successfully")
    page.get_by_role("link", name="View its log").click()
    expect(page.locator(".is-verdict")).to_contain_text("FULL-AUTO BACKUP completed successfully")
    assert visitor.complaints == []


@pytest.mark.long
def test_cancelling_asks_and_then_ends_it(visitor: Visitor) -> None:
    page = begin(visitor)
    expect(page.locator("[data-word=sentence]")).to_have_text("Listing what there is to save.")

    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", name="Cancel this backup?")).to_be_visible()
    page.get_by_role("button", name="Cancel the backup").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("The backup has ended")
    expect(page.locator("#verdict")).to_contain_text("cancelled")


@pytest.mark.long
def test_it_can_be_followed_without_scripts(browser: Browser, portal: str, answer: Path) -> None:
    page = begin(without_scripts(browser, portal))

    answer.touch()

    expect(page.get_by_role("heading", level=1)).to_have_text("The backup has ended")
