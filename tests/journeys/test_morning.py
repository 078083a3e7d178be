"""The administrator's morning: read last night's log, to its end, and return."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Site
from tests.journeys.conftest import Visitor
from tests.portal.builders import make_log, make_run

pytestmark = pytest.mark.browser


@pytest.fixture
def last_night(harbour: Site) -> Run:
    """A full backup with a log of some length; written before the browser opens."""
    now = timezone.now().replace(microsecond=0)
    run = make_run(harbour, Outcome.FULL, began=now)
    make_log(run)
    return run


@pytest.fixture
def browser(last_night: Run, browser: Browser) -> Browser:
    return browser


def comes_into_view(page: Page, selector: str) -> None:
    """Inside both the window and the log's box."""
    script = """selector => { const box = document.querySelector(selector).getBoundingClientRect(),
      log = document.querySelector("[data-log]").getBoundingClientRect();
      return box.top >= log.top - 1 && box.bottom <= log.bottom + 1; }"""
    page.wait_for_function(script, arg=selector)


def test_from_logging_in_to_the_end_of_the_log_and_back(visitor: Visitor, last_night: Run) -> None:
    page = visitor.page
    visitor.log_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Messaging Administration")
    expect(page.locator(".banner-sentence")).to_contain_text("complete and verified")

    visitor.choose("View Backup Log")
    expect(page.get_by_role("heading", level=1)).to_have_text("View Backup Logs")
    chooser = page.get_by_role("combobox", name="Backup log")
    chooser.select_option(index=0)
    page.get_by_role("button", name="View").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("View backup logs")
    verdict = page.locator(".is-verdict")
    expect(verdict).to_contain_text("FULL-AUTO BACKUP completed successfully")
    comes_into_view(page, ".is-verdict")  # the log opens at its end
    expect(verdict).to_be_in_viewport()
    expect(page.locator(".label-text")).to_contain_text("System, Names and Greetings, Messages")

    page.get_by_role("link", name="Return to Main").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Messaging Administration")
    assert visitor.complaints == []


def test_moving_and_searching_in_a_log_by_keys(visitor: Visitor, last_night: Run) -> None:
    page = visitor.page
    visitor.log_in()
    visitor.go(f"/logs/backup-and-restore/backup/{last_night.pk}/")
    log = page.get_by_role("region", name="The log's lines")

    log.press("s")
    expect(page.get_by_role("heading", name="Log, lines 1 to 400")).to_be_visible()
    page.wait_for_load_state()  # only then keys are heard
    log.press("n")
    expect(page.get_by_role("heading", name="Log, lines 401 to")).to_be_visible()
    page.wait_for_load_state()
    log.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("1795000500")
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_have_text("1795000500")
    comes_into_view(page, ".is-marked")
    page.wait_for_load_state()
    log.press("e")
    expect(page.locator(".is-verdict")).to_be_visible()
    comes_into_view(page, ".is-verdict")
    assert visitor.complaints == []


@pytest.mark.long
def test_the_whole_way_by_keyboard_alone(visitor: Visitor, last_night: Run) -> None:
    page = visitor.page
    visitor.go("/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type("a quiet night")
    page.keyboard.press("Enter")
    expect(page.locator(".banner-sentence")).to_be_visible()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    tab_to(page, "View Backup Log")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("View Backup Logs")
    tab_to(page, "View")
    page.keyboard.press("Enter")
    expect(page.locator(".is-verdict")).to_be_visible()
    tab_to(page, "Return to Main")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Messaging Administration")


def tab_to(page: Page, name: str) -> None:
    """Tab until what has the focus is called so; every stop on the way must show that it has the focus."""
    told = """() => { const it = document.activeElement, style = getComputedStyle(it);
      return [(it.querySelector("b") || it).textContent.trim() || it.value || "",
              style.outlineStyle !== "none" || style.boxShadow !== "none"]; }"""
    page.wait_for_load_state()
    for _ in range(60):
        page.keyboard.press("Tab")
        words, shows = page.evaluate(told)
        assert shows, f"the focus cannot be seen on {words!r}"
        if words == name:
            return
    raise AssertionError(f"no way by Tab to {name!r}")


@pytest.mark.long
def test_the_colours_chosen_are_remembered(visitor: Visitor) -> None:
    page = visitor.page
    visitor.log_in()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")

    page.get_by_role("button", name="Dark colours").click()
    visitor.go("/logs/alarms/")

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("button", name="Dark colours")).to_have_attribute("aria-pressed", "true")
