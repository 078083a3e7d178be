"""Verify and a restore drill in a browser, with a real broker and worker: asked for, followed, proven."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Site
from mmbackup.services.runs.run_backup import run_backup
from tests.builders import queued_run
from tests.journeys.conftest import Visitor
from tests.processes import Processes

pytestmark = pytest.mark.browser


@pytest.fixture
def _written(harbour: Site) -> None:
    """Last night's set on the medium in the drive."""
    at = timezone.now() - timedelta(hours=5)
    run = run_backup(run_id=queued_run(harbour, at=at).pk, clock=timezone.now)
    assert run.outcome == Outcome.FULL, run.verdict


@pytest.fixture
def _worker(processes: Processes) -> None:
    processes.broker()
    processes.worker()


@pytest.fixture
def browser(_written: None, _worker: None, browser: Browser) -> Browser:
    return browser


@pytest.mark.long
def test_a_medium_is_verified_and_a_backup_proven(visitor: Visitor) -> None:
    page = visitor.page
    visitor.log_in()
    expect(page.get_by_text("No restore drill has run yet.")).to_be_visible()

    visitor.choose("Verify")
    page.get_by_role("button", name="Verify", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The verification has ended")
    expect(page.locator("#verdict")).to_contain_text("VERIFICATION completed successfully | 1 set, ")

    visitor.go("/")
    visitor.choose("Restore Drills")
    page.get_by_role("button", name="Start the drill").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The restore drill has ended")
    expect(page.locator("#verdict")).to_contain_text("RESTORE DRILL completed successfully | 28 files, ")
    page.get_by_role("link", name="View its log").click()
    expect(page.locator(".is-verdict")).to_contain_text("RESTORE DRILL completed successfully")

    visitor.go("/")
    expect(page.get_by_text("Last proven restorable: ")).to_be_visible()
    assert visitor.complaints == []
