"""The log of a run at work in a browser: it grows by itself, as long as somebody follows it."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from mmbackup.engine.format.log import LogBook, file_line
from mmbackup.models import Run, Site
from mmbackup.services.runs.run_log import log_header, log_path, zone_of
from tests.journeys.conftest import Visitor
from tests.portal.builders import make_running

pytestmark = pytest.mark.browser


@pytest.fixture
def run(harbour: Site) -> Run:
    return make_running(harbour, now=timezone.now())


@pytest.fixture
def book(run: Run) -> LogBook:
    return LogBook(log_path(run), log_header(run), zone_of(run))


@pytest.fixture
def browser(run: Run, book: LogBook, browser: Browser) -> Browser:
    return browser


def write(book: LogBook, name: bytes) -> None:
    book.add_lines("MSS1", "messages", file_line(name, 7, "saved"), 1)


def test_new_lines_appear_until_the_switch_is_turned_off_by_key(
    visitor: Visitor, run: Run, book: LogBook
) -> None:
    visitor.log_in()
    visitor.go(f"/logs/backup-and-restore/backup/{run.pk}/")
    page, switch = visitor.page, visitor.page.get_by_role("switch", name="Follow")
    expect(switch).to_be_checked()

    write(book, b"mail/new/1")
    expect(page.get_by_text("mail/new/1")).to_be_visible()

    switch.focus()
    page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    expect(page.locator("#log-so-far.htmx-request")).to_have_count(0)  # what was asked before is answered
    write(book, b"mail/new/2")
    page.evaluate("htmx.trigger('#log-so-far', 'seen')")  # as the next poll would
    expect(page.get_by_text("mail/new/2")).to_have_count(0)

    page.keyboard.press("Space")
    expect(page.get_by_text("mail/new/2")).to_be_visible()
    assert visitor.complaints == []
