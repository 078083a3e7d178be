"""What a page that is open in a browser does wrong, to the eye and to a screen reader."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def faults(page: Page) -> list[str]:
    """Of accessibility, and of what does not fit the screen."""
    page.wait_for_load_state()  # a click ends as soon as the next page's first bytes are there
    found = Axe().run(page).response["violations"]
    told = [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
    return told + too_wide(page)


def too_wide(page: Page) -> list[str]:
    """Where a person would have to move the page sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} pixels too wide"] if wide > 0 else []
