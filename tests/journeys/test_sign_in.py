"""A passkey is added in a browser and opens the portal: as the second factor, alone, when asked again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Visitor, open_window
from tests.journeys.faults import faults
from tests.portal.builders import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.long]

CANCELS = (
    "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
)
OWN = "/administration/sign-in/"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def visitor(browser: Browser, portal: str) -> Iterator[Visitor]:
    """Ada's browser, with a security key that she touches whenever it is asked for."""
    opened = open_window(browser, portal.replace("127.0.0.1", "localhost"))
    control = opened.page.context.new_cdp_session(opened.page)
    control.send("WebAuthn.enable")
    control.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield opened
    assert opened.complaints == []


def add_passkey(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(OWN)
    page.get_by_role("link", name="Add a passkey").click()
    assert faults(page) == []
    page.get_by_label("What you call it").fill("Blue key")
    page.get_by_label("Log in with it alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert faults(page) == []


def test_a_passkey_opens_the_portal(visitor: Visitor) -> None:
    page = visitor.page
    visitor.log_in()
    add_passkey(visitor)
    visitor.go(OWN)
    expect(page.get_by_text("Blue key")).to_be_visible()
    assert faults(page) == []

    page.context.clear_cookies()
    visitor.go(OWN)
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Sign-in and Security")).to_be_visible()

    page.context.clear_cookies()
    visitor.go("/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page.get_by_role("navigation", name="Messaging Administration").first).to_be_visible()

    visitor.go(f"/accounts/again/passkey/?next={OWN}")
    assert faults(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Sign-in and Security")).to_be_visible()
    expect(page.get_by_role("cell", name="passkey", exact=True)).to_be_visible()


def test_one_that_was_cancelled_is_said_so(visitor: Visitor) -> None:
    visitor.go("/accounts/login/")
    visitor.page.evaluate(CANCELS)

    visitor.page.get_by_role("button", name="Log in with a passkey").click()

    expect(visitor.page.get_by_role("alert")).to_contain_text("No passkey was given")
