"""Encryption is switched on in a browser: two keys made, printed, confirmed, and given to a pool."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Visitor, open_window
from tests.journeys.faults import faults

pytestmark = [pytest.mark.browser, pytest.mark.long]


def look(visitor: Visitor, name: str) -> None:
    assert faults(visitor.page) == [], name
    picture(visitor, name)


def picture(visitor: Visitor, name: str) -> None:
    """For those who asked for one."""
    if folder := os.environ.get("MMBACKUP_PICTURES"):
        visitor.page.screenshot(path=str(Path(folder, f"{name}.png")), full_page=True)


def make_key(visitor: Visitor, name: str, way: str) -> None:
    page = visitor.page
    page.get_by_role("link", name="Make a key").click()
    look(visitor, f"{way}-make")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the key and show it").click()
    expect(page.get_by_role("heading", name=f"Paper key “{name}”")).to_be_visible()
    end = page.locator(".secret-end").inner_text()
    look(visitor, f"{way}-paper")
    page.emulate_media(media="print")
    expect(page.get_by_text("This page is shown once")).to_be_hidden()
    expect(page.locator(".secret-key")).to_be_visible()
    picture(visitor, f"{way}-print")
    page.emulate_media(media="screen")
    page.get_by_role("link", name="It is printed: confirm it").click()
    look(visitor, f"{way}-confirm")
    page.get_by_label("The last 8 characters").fill(end.lower())
    page.get_by_role("button", name="Confirm the key").click()
    expect(page.get_by_text(f"The key {name} is confirmed")).to_be_visible()


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("dark", "phone"),
    [
        pytest.param(False, False, id="light"),
        pytest.param(True, True, id="dark-phone"),
    ],
)
def test_encryption_is_switched_on(browser: Browser, portal: str, *, dark: bool, phone: bool) -> None:
    visitor = open_window(browser, portal, dark=dark, phone=phone)
    page, way = visitor.page, "phone" if phone else "desk"
    visitor.log_in()
    visitor.choose("Keys")
    expect(page.get_by_text("There is no key yet")).to_be_visible()
    look(visitor, f"{way}-none")

    make_key(visitor, "Safe in the office", way)
    make_key(visitor, "Notary", way)
    look(visitor, f"{way}-list")
    visitor.go("/backup/pools/")
    page.get_by_role("link", name="Change the rules of nightly").click()
    expect(page.get_by_text("nobody can ever restore it")).to_be_visible()
    page.get_by_label("Notary").check()
    look(visitor, f"{way}-pool")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("One key opens these backups")).to_be_visible()
    visitor.go("/backup/keys/")
    page.get_by_role("link", name="Retire the key Notary").click()
    expect(page.get_by_text("It is the last usable key of nightly")).to_be_visible()
    look(visitor, f"{way}-retire")
    assert visitor.complaints == []
