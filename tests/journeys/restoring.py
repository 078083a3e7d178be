"""A restore on its pages: from the plan to its end."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.faults import faults


def start(page: Page, *, folder: Path | None = None, replace: bool = False, word: str = "MSS1") -> None:
    """From the plan on."""
    page.get_by_role("link", name="Go on to the plan").click()
    page.get_by_label("Into a folder" if folder else "In place", exact=False).check()
    if folder:
        page.get_by_label("Folder on the drive").fill(str(folder))
    if replace:
        page.get_by_label("Replace it").check()
    page.get_by_role("button", name="Show the plan").click()
    assert faults(page) == []
    if folder:
        page.get_by_role("button", name="Start the restore").click()
        return
    page.get_by_role("button", name="Go on: restore in place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Restore in place")
    assert faults(page) == []
    page.get_by_label("To confirm, type").fill(word)
    page.get_by_role("button", name="Restore in place").click()


def has_ended(page: Page, verdict: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("The restore has ended")
    expect(page.locator("#verdict")).to_contain_text(verdict)
    assert faults(page) == []
