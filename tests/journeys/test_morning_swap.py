"""The morning's swap in a browser, at a desk and on a phone; and the label on its way to the printer."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Site
from tests.journeys.conftest import PHONE, Visitor, open_window, without_scripts
from tests.journeys.faults import faults
from tests.portal.builders import make_log, make_run
from tests.portal.swap.media import make_places, make_set, make_shelf, put_in

pytestmark = [pytest.mark.browser, pytest.mark.long]

SWAP = "/backup/swap/"
MILLIMETRE = 72 / 25.4


@pytest.fixture
def shelf(harbour: Site) -> Shelf:
    """Anna holds last night's backup and is in the drive; Berta's turn is next."""
    Shelf(harbour.drives.get().settings["path"]).eject()
    shelf = make_shelf(harbour, "Anna", "Berta", "Carla")
    now = timezone.now().replace(microsecond=0)
    for nights, name in ((2, "Berta"), (1, "Carla"), (0, "Anna")):
        run = make_run(harbour, Outcome.FULL, began=now - timedelta(days=nights, hours=1))
        make_set(run, name)
    make_log(run)
    put_in(harbour, shelf, "Anna")
    make_places(harbour)
    return shelf


@pytest.fixture
def last_set(shelf: Shelf) -> BackupSet:
    return BackupSet.objects.get(medium__name="Anna")


@pytest.fixture
def browser(last_set: BackupSet, browser: Browser) -> Browser:
    return browser


def comes_to(page: Page, step: str) -> None:
    expect(page.locator("[aria-current=step] h2")).to_have_text(step)


def no_faults(_page: Page) -> list[str]:
    """Looks at nothing: without scripts nothing can be looked at from inside."""
    return []


def swap_by_clicks(visitor: Visitor, check: Callable[[Page], list[str]] = faults) -> None:
    page = visitor.page
    page.get_by_role("link", name="Morning Swap").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Morning Swap")
    expect(page.locator(".is-done").first).to_contain_text("complete and verified")
    comes_to(page, "2. Remove")
    assert check(page) == []

    page.get_by_role("button", name="Eject Anna").click()
    expect(page.locator(".label-text")).to_contain_text("System, Names and Greetings, Messages")
    comes_to(page, "3. Label")
    assert check(page) == []

    page.get_by_label("Where is it now?").select_option(label="Fire safe")
    page.get_by_role("button", name="It is there").click()
    expect(page.get_by_text("Anna is in Fire safe.").first).to_be_visible()
    comes_to(page, "5. Insert the next")

    expect(page.locator(".swap-choices li").first).to_contain_text("expected tonight")
    page.get_by_role("button", name="Insert Berta").click()
    expect(page.locator(".swap-sentence").last).to_contain_text("Berta accepted for tonight")
    expect(page.locator("[aria-current=step]")).to_have_count(0)
    assert check(page) == []


@pytest.mark.parametrize("phone", [pytest.param(False, id="desk"), pytest.param(True, id="phone")])
def test_it_is_led_through_from_verdict_to_accepted(
    browser: Browser, portal: str, shelf: Shelf, *, phone: bool
) -> None:
    visitor = open_window(browser, portal, phone=phone, dark=phone)
    visitor.log_in()

    swap_by_clicks(visitor)

    assert shelf.loaded() == "Berta"
    visitor.go("/")
    expect(visitor.page.locator(".banner-next")).to_contain_text("swap is done: Berta is in the drive")
    assert visitor.complaints == []


def test_it_needs_no_script(browser: Browser, portal: str, shelf: Shelf) -> None:
    visitor = without_scripts(browser, portal)
    visitor.log_in()

    swap_by_clicks(visitor, no_faults)

    assert shelf.loaded() == "Berta"


def test_the_page_notices_by_itself_what_hands_do_at_the_drive(visitor: Visitor, shelf: Shelf) -> None:
    page = visitor.page
    visitor.log_in()
    visitor.go(SWAP)
    expect(page.get_by_role("button", name="Eject Anna")).to_be_visible()

    shelf.eject()
    expect(page.get_by_text("Anna is out of the drive.")).to_be_visible()
    expect(page.locator("[data-swap-said]")).to_contain_text("no medium in drive")

    page.get_by_label("Where is it now?").select_option(label="Fire safe")
    page.get_by_label("Where is it now?").focus()
    shelf.insert("Carla")
    expect(page.locator(".swap-sentence").last).to_contain_text("Carla accepted for tonight")
    expect(page.locator("[data-swap-said]")).to_contain_text("Carla accepted for tonight")
    expect(page.get_by_label("Where is it now?")).to_be_focused()
    expect(page.get_by_label("Where is it now?").locator("option:checked")).to_have_text("Fire safe")
    assert visitor.complaints == []


def test_a_wrong_medium_is_told_with_the_reason_and_what_would_do(visitor: Visitor, shelf: Shelf) -> None:
    page = visitor.page
    visitor.log_in()
    visitor.go(SWAP)
    shelf.protect("Carla", on=True)
    page.get_by_role("button", name="Eject Anna").click()
    expect(page.get_by_text("Anna is out of the drive.")).to_be_visible()
    page.locator(".swap-more summary").click()
    page.get_by_role("button", name="Insert Carla").click()

    expect(page.locator("[aria-current=step]")).to_contain_text("write-protected")
    expect(page.get_by_role("button", name="Eject Carla")).to_be_visible()
    expect(page.locator(".swap-choices").first).to_contain_text("Berta")


def test_the_whole_swap_by_keyboard(visitor: Visitor, shelf: Shelf) -> None:
    page = visitor.page
    visitor.log_in()
    visitor.go(SWAP)
    press(page, "Eject Anna")
    expect(page.get_by_text("Anna is out of the drive.")).to_be_visible()
    tab_to(page, "place")
    page.keyboard.type("Fire")
    press(page, "It is there")
    expect(page.get_by_text("Anna is in Fire safe.").first).to_be_visible()
    press(page, "Insert Berta")
    expect(page.locator(".swap-sentence").last).to_contain_text("Berta accepted for tonight")

    assert shelf.loaded() == "Berta"


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def tab_to(page: Page, name: str) -> None:
    told = """() => { const it = document.activeElement, style = getComputedStyle(it);
      return [it.getAttribute("aria-label") || it.id === "place" && "place" || it.textContent.trim(),
              style.outlineStyle !== "none" || style.boxShadow !== "none"]; }"""
    page.wait_for_load_state()
    for _ in range(60):
        page.keyboard.press("Tab")
        words, shows = page.evaluate(told)
        assert shows, f"the focus cannot be seen on {words!r}"
        if words == name:
            return
    raise AssertionError(f"no way by Tab to {name!r}")


@pytest.mark.parametrize(
    ("query", "width", "height"),
    [
        ("size=disc-case&paper=a4", 210, 297),
        ("size=disc-case&paper=own", 120, 120),
        ("size=cartridge&paper=own", 63.5, 38.1),
        ("size=sheet&paper=letter", 215.9, 279.4),
    ],
)
def test_what_is_printed_is_the_label_alone_on_its_paper(
    browser: Browser, portal: str, last_set: BackupSet, *, query: str, width: float, height: float
) -> None:
    """In dark colours too: paper is white."""
    visitor = open_window(browser, portal, dark=True)
    visitor.log_in()
    visitor.go(f"/backup/labels/{last_set.uuid}/1/?{query}")
    expect(visitor.page.get_by_role("button", name="Print")).to_be_visible()

    pdf = visitor.page.pdf(prefer_css_page_size=True)

    (box,) = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)  # of its only page
    assert float(box[0]) == pytest.approx(width * MILLIMETRE, abs=1)
    assert float(box[1]) == pytest.approx(height * MILLIMETRE, abs=1)
    visitor.page.emulate_media(media="print")
    shown: Any = visitor.page.evaluate(
        "[...document.querySelectorAll('body *')].filter(it => it.checkVisibility() && !it.closest('.paper'))"
        ".map(it => it.tagName)"
    )
    assert shown == ["DIV", "DIV", "DIV", "MAIN", "DIV"]
    assert visitor.complaints == []


def test_a_label_is_as_wide_as_the_phone(browser: Browser, portal: str, last_set: BackupSet) -> None:
    visitor = open_window(browser, portal, phone=True)
    visitor.log_in()
    visitor.go(f"/backup/labels/{last_set.uuid}/1/?size=sheet")

    box = visitor.page.locator(".paper").bounding_box()

    assert box is not None
    assert box["width"] <= PHONE["width"]
