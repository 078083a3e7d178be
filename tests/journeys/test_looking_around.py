"""An afternoon's look around in a browser: how the nights went, who is told, and whether all is well."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from mmbackup.models import Site
from tests.journeys.conftest import Visitor
from tests.portal.builders import make_log, make_run

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def nights(harbour: Site) -> None:
    for days in (1, 2):
        make_log(make_run(harbour, began=timezone.now() - timedelta(days=days)))


@pytest.fixture
def browser(nights: None, browser: Browser) -> Browser:
    return browser


@pytest.fixture
def receiver() -> Iterator[socket.socket]:
    """Hears syslog."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.bind(("127.0.0.1", 0))
        heard.settimeout(30)
        yield heard


def test_reports_notifications_and_diagnostics(receiver: socket.socket, visitor: Visitor) -> None:
    visitor.log_in()

    read_the_history(visitor)
    add_a_channel(visitor, receiver)
    check_everything(visitor)

    assert visitor.complaints == []


def read_the_history(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/reports/history/")
    page.get_by_role("combobox", name="Nights").select_option("30")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**nights=30**")

    table = page.get_by_role("table", name="Each night, the newest first")
    expect(page.get_by_role("img", name="Size on the medium")).to_be_visible()
    expect(table).to_be_hidden()
    page.get_by_text("As a table").first.click()
    expect(table.get_by_text("Full").first).to_be_visible()


def add_a_channel(visitor: Visitor, receiver: socket.socket) -> None:
    page = visitor.page
    visitor.go("/alarming/notifications/")
    page.get_by_role("link", name="Add: Syslog").click()
    page.get_by_label("Name").fill("Log host")
    page.get_by_label("Syslog server").fill("127.0.0.1")
    page.get_by_label("Port").fill(str(receiver.getsockname()[1]))
    page.get_by_role("button", name="Add the channel").click()
    expect(page.get_by_text("The channel Log host was added.")).to_be_visible()

    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_text("The test was sent")).to_be_visible()
    assert b"mmbackup" in receiver.recv(4096)


def check_everything(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/diagnostics/")
    page.get_by_role("button", name="Check everything now").click()

    expect(page.get_by_text("Its tables are those of this release.")).to_be_visible()
    page.get_by_role("link", name="Check again: Database").click()
    expect(page.get_by_role("button", name="Check everything again")).to_be_visible()
