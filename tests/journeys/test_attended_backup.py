"""An attended backup over three media in a browser, at a desk and on a phone; real broker and worker."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from mmbackup.models import Schedule, Site
from tests.attended_site import make_attended_site
from tests.journeys.conftest import Visitor, open_window
from tests.journeys.faults import faults
from tests.processes import Processes

pytestmark = pytest.mark.browser


@pytest.fixture
def harbour(db: None, own_data_folder: Path, tmp_path: Path) -> Site:
    """Its data needs three media; no night is due."""
    site = make_attended_site(tmp_path)
    Schedule.objects.update(since=timezone.now())
    return site


@pytest.fixture
def _worker(processes: Processes) -> None:
    processes.broker()
    processes.worker()


@pytest.fixture
def browser(_worker: None, browser: Browser) -> Browser:
    return browser


def begin(visitor: Visitor) -> Page:
    visitor.log_in()
    visitor.choose("Attended Backup")
    page = visitor.page
    expect(page.get_by_role("heading", name="What is to be saved?")).to_be_visible()
    page.get_by_role("button", name="Start the attended backup").click()
    return page


def waits_for(page: Page, part: int) -> None:
    expect(page.locator("#sentence")).to_contain_text(f"for part {part}.")


@pytest.mark.timeout(600)  # seven processes and a browser: slow on a busy machine
@pytest.mark.long
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_three_media_and_a_wrong_one(browser: Browser, portal: str, *, phone: bool) -> None:
    visitor = open_window(browser, portal, phone=phone, dark=phone)
    page = begin(visitor)
    waits_for(page, 2)
    assert faults(page) == []

    page.get_by_role("button", name="Insert M-1").click()
    expect(page.locator("section .notice-warning")).to_contain_text("holds part 1 of this backup")
    page.get_by_role("button", name="Eject").click()
    page.get_by_role("button", name="Insert M-2").click()
    waits_for(page, 3)
    page.get_by_role("button", name="Insert M-3").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("The attended backup has ended")
    expect(page.locator("#verdict")).to_contain_text("FULL-ATTENDED BACKUP completed successfully")
    expect(page.locator("#verdict")).to_contain_text("| 3 media - ")
    assert faults(page) == []
    page.get_by_role("link", name="View its log").click()
    expect(page.locator(".is-verdict")).to_contain_text("| 3 media - ")
    assert visitor.complaints == []


@pytest.mark.long
def test_every_other_page_says_that_it_waits_and_cancelling_asks(visitor: Visitor) -> None:
    page = begin(visitor)
    waits_for(page, 2)

    visitor.go("/")
    notice = page.locator(".notice-warning", has_text="The attended backup waits")
    expect(notice).to_contain_text("for part 2.")
    notice.get_by_role("link", name="Open it").click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("main")).to_contain_text("1 part on M-1 stays as an unfinished set")
    assert faults(page) == []
    page.get_by_role("button", name="Cancel the attended backup").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("The attended backup has ended")
    expect(page.locator("#verdict")).to_contain_text("cancelled")
    assert visitor.complaints == []


@pytest.mark.long
def test_what_nothing_foretells_is_counted_first(visitor: Visitor) -> None:
    visitor.log_in()
    visitor.choose("Attended Backup")
    page = visitor.page
    expect(page.locator("[data-words]")).to_contain_text("Not known yet")

    page.get_by_role("button", name="Count first").click()

    expect(page.locator("[data-words]")).to_contain_text("About 3 media of 2.0 MB")
    page.get_by_label("Messages on MSS1").uncheck()
    expect(page.locator("[data-words]")).to_contain_text("About 1 medium of 2.0 MB")
    assert faults(page) == []
