"""The frame in a real browser: menu and palette by keyboard, what is live, what the first page weighs."""

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from mmbackup.environment import data_folder
from mmbackup.models import Site
from tests.journeys.conftest import PATIENCE, Visitor, open_window, without_scripts
from tests.portal.builders import make_alarm
from tests.processes import Processes

pytestmark = pytest.mark.browser

MOST_BYTES = 200_000  # as they travel
MOST_REQUESTS = 15


@pytest.fixture
def processes(processes: Processes) -> Processes:
    """The static files collected, as an installation has them."""
    with override_settings(STATIC_ROOT=str(data_folder("static"))):
        call_command("collectstatic", verbosity=0, interactive=False)
    return processes


def weights(page: Page) -> list[int]:
    """Of the page and of all that it loads."""
    told: list[int] = page.evaluate(
        "['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))"
        ".map(entry => entry.transferSize)"
    )
    return told


@pytest.mark.long
def test_the_first_page_is_light(browser: Browser, portal: str) -> None:
    """Measured with nothing in the browser's memory but who is signed in."""
    visitor = open_window(browser, portal)
    visitor.log_in()
    expect(visitor.page.locator("#now")).to_be_visible()
    kept = visitor.page.context.storage_state()
    page = browser.new_context(storage_state=kept).new_page()
    page.goto(f"{portal}/", wait_until="networkidle", timeout=PATIENCE)

    found = weights(page)

    assert sum(found) < MOST_BYTES, f"{sum(found)} bytes"
    assert len(found) <= MOST_REQUESTS, f"{len(found)} requests"


def test_the_palette_leads_anywhere_by_keyboard(visitor: Visitor) -> None:
    visitor.log_in()
    page = visitor.page
    box = page.get_by_role("combobox", name="Jump to")

    page.keyboard.press("Control+k")
    expect(box).to_be_focused()
    page.keyboard.type("drives")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Drives")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("link", name="Jump to").click()
    with page.expect_response(lambda answer: answer.url.endswith("q=backup")):
        page.keyboard.type("backup")
    expect(page.locator(".htmx-request")).to_have_count(0)  # nothing more comes, which would choose anew
    expect(page.get_by_role("option", selected=True)).to_contain_text("Back")
    first = page.get_by_role("option", selected=True).text_content()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).not_to_have_text(first or "")
    chosen = page.get_by_role("option", selected=True).locator("b").text_content() or ""
    assert box.get_attribute("aria-activedescendant") == page.get_by_role(
        "option", selected=True
    ).get_attribute("id")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Breadcrumb").locator("[aria-current]")).to_have_text(chosen)
    assert visitor.complaints == []


@pytest.mark.long
def test_on_a_phone_a_button_opens_the_menu_and_escape_closes_it(browser: Browser, portal: str) -> None:
    visitor = open_window(browser, portal, phone=True)
    visitor.log_in()
    page = visitor.page
    menu = page.get_by_role("navigation", name="Menu", exact=True)
    expect(menu).to_be_hidden()

    page.get_by_role("button", name="Menu").click()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    menu.get_by_text("Backup/Restore").click()
    menu.get_by_role("link", name="Media", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Media")
    assert visitor.complaints == []


@pytest.mark.long
def test_without_a_script_menu_help_and_palette_work(browser: Browser, portal: str) -> None:
    visitor = without_scripts(browser, portal)
    page = visitor.page
    visitor.log_in()

    page.get_by_role("link", name="Jump to").click()
    page.get_by_label("Page, medium, run or subscriber").fill("media")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Media", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Media")
    menu = page.get_by_role("navigation", name="Menu", exact=True)
    menu.get_by_text("Logs", exact=True).click()
    menu.get_by_role("link", name="View Backup Log").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("View Backup Logs")


@pytest.fixture
def alarmed(harbour: Site) -> Site:
    make_alarm(harbour)
    return harbour


@pytest.mark.long
def test_who_is_signed_out_elsewhere_is_led_to_sign_in_by_the_open_page(
    alarmed: Site, visitor: Visitor
) -> None:
    visitor.log_in()
    page = visitor.page
    expect(page.locator("#standing")).to_contain_text("1 active alarm")

    page.context.clear_cookies()
    page.evaluate("htmx.trigger('#standing', 'seen')")

    expect(page.get_by_label("Username")).to_be_visible()
