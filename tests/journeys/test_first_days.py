"""Somebody new, up to their second factor; a new server, up to what a night would save of it."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from mmbackup.models import Site
from tests.journeys.conftest import Visitor, open_window
from tests.portal.accounts.codes import code_at
from tests.processes import Processes

pytestmark = [pytest.mark.browser, pytest.mark.long]
OWN_PASSWORD = "A quiet night 7"


def hand_over_password(visitor: Visitor) -> str:
    """Ada adds Olga; the one-time password as it stands on the page."""
    page = visitor.page
    visitor.log_in()
    visitor.go("/administration/users/")
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Name").fill("olga")
    page.get_by_label("Operator").check()
    page.get_by_role("button", name="Add and show a one-time password").click()
    expect(page.get_by_role("heading", name="One-time password of olga")).to_be_visible()
    return page.locator(".one-time").inner_text()


def sign_in(visitor: Visitor, password: str) -> None:
    page = visitor.page
    visitor.go("/")
    page.get_by_label("Username").fill("olga")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


def choose_password(visitor: Visitor, one_time: str) -> None:
    page = visitor.page
    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
    page.get_by_label("The password you have").fill(one_time)
    page.get_by_label("New password").first.fill(OWN_PASSWORD)
    page.get_by_label("New password again").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()


def add_app(visitor: Visitor) -> str:
    """Its secret, as an app would keep it."""
    page = visitor.page
    visitor.go("/administration/sign-in/")
    page.get_by_role("link", name="Add an app").click()
    page.get_by_text("Or type it").click()
    secret = page.locator(".app-secret").inner_text()
    page.get_by_role("textbox", name="Code").fill(code_at(time.time(), secret))
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return secret


def test_somebody_new_signs_in_chooses_a_password_and_sets_up_an_app(browser: Browser, portal: str) -> None:
    ada, olga = open_window(browser, portal), open_window(browser, portal, phone=True)
    one_time = hand_over_password(ada)

    sign_in(olga, one_time)
    choose_password(olga, one_time)
    secret = add_app(olga)
    again = open_window(browser, portal)
    sign_in(again, OWN_PASSWORD)
    expect(again.page.get_by_role("heading", name="Second factor")).to_be_visible()
    again.page.get_by_role("textbox", name="Code").fill(code_at(time.time(), secret))
    again.page.get_by_role("button", name="Log in").click()

    expect(again.page).to_have_url(f"{portal}/")
    assert [visitor.complaints for visitor in (ada, olga, again)] == [[], [], []]


def test_a_server_is_added_and_a_source_shows_what_it_would_save(
    harbour: Site, processes: Processes, browser: Browser, portal: str, tmp_path: Path
) -> None:
    processes.broker()
    processes.worker()
    for number in range(3):
        (tmp_path / f"greeting {number}.wav").write_bytes(b"\0" * 1_000_000)
    visitor = open_window(browser, portal)
    visitor.log_in()
    page = visitor.page

    visitor.go("/servers/")
    page.get_by_role("link", name="Add a server").click()
    page.get_by_label("Name").fill("MSS7")
    page.get_by_label("What runs there").select_option("None of these: I name the sources myself")
    page.get_by_role("button", name="Add the server").click()
    page.get_by_role("link", name="Add files for Greetings").click()
    page.get_by_label("Name of the source").fill("greetings")
    page.get_by_label("Folders and files").fill(str(tmp_path))
    page.get_by_label("Only files that fit").fill("*.wav")
    page.get_by_role("button", name="Test: what would be saved?").click()
    expect(page.get_by_role("heading", name="3 files, 3.0 MB would be saved.")).to_be_visible()
    page.get_by_role("link", name="Back to these values").click()
    page.get_by_role("button", name="Add the source").click()

    expect(page.get_by_role("row", name=re.compile("Greetings"))).to_contain_text("greetings")
    assert visitor.complaints == []
