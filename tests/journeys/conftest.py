"""A person's morning, walked in a real browser against a real portal, broker and worker.

The browser starts after the database is there and ends before it goes: while it runs, this process touches
no tables, and looks only at what a person would see.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from mmbackup.models import Member, Role, Schedule, Site
from tests.portal.builders import PASSWORD
from tests.processes import Processes
from tests.waiting import wait_until

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic",
    "--no-first-run",
)  # fmt: skip
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 740}
PATIENCE = 60_000  # milliseconds: a deadline for a busy machine, not a measure
LISTENING = re.compile(r"Listening at: (http://\S+)")


expect.set_options(timeout=PATIENCE)


@dataclass
class Visitor:
    """A browser window that notes what went wrong inside it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def log_in(self) -> None:
        self.page.goto(f"{self.address}/")
        self.page.get_by_label("Username").fill("ada")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in", exact=True).click()
        self.page.wait_for_url(lambda address: "/accounts/login/" not in address)  # loaded, scripts and all

    def choose(self, entry: str) -> None:
        """An entry of the main page's menu."""
        menu = self.page.get_by_role("navigation", name="Messaging Administration")
        menu.get_by_role("link").filter(has=self.page.get_by_text(entry, exact=True)).click()

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)


@pytest.fixture
def harbour(harbour: Site) -> Site:
    """No night was due before now, whatever time of day the tests run."""
    Schedule.objects.update(since=timezone.now())
    return harbour


@pytest.fixture
def ada(transactional_db: None) -> User:
    """Known to the product's own settings, whose passwords are hashed slowly; once is quick enough."""
    hasher = PBKDF2PasswordHasher()
    password = hasher.encode(PASSWORD, hasher.salt(), iterations=1)
    user = User.objects.create(username="ada", password=password)
    Member.objects.create(user=user, role=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def portal(processes: Processes, ada: User) -> str:
    """The address of a portal of its own."""
    arguments = ["-m", "gunicorn", "--bind", "127.0.0.1:0", "--threads", "4", "--no-control-socket"]
    process = processes.start("portal", [*arguments, "mmbackup.wsgi"], {})
    return wait_until(lambda: "".join(LISTENING.findall(processes.output(process))), "the portal listens")


@pytest.fixture
def browser(harbour: Site, portal: str) -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def visitor(browser: Browser, portal: str) -> Visitor:
    """Ada's browser, at a desk, in light colours; not logged in yet."""
    return open_window(browser, portal)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


def without_scripts(browser: Browser, address: str) -> Visitor:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    return Visitor(context.new_page(), address)


def open_window(browser: Browser, address: str, *, dark: bool = False, phone: bool = False) -> Visitor:
    context = browser.new_context(
        viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(context.new_page(), address)
    visitor.page.on(
        "console", lambda said: visitor.complaints.append(said.text) if said.type == "error" else None
    )
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    return visitor
