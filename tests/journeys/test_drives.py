"""Drives in a browser: what the worker does there is followed to its end without a click."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, expect

from mmbackup.models import DriveAct, Site
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def act(harbour: Site) -> DriveAct:
    asked = {"verb": DriveAct.Verb.LOOK, "asked_at": timezone.now(), "asked_by": "ada"}
    return DriveAct.objects.create(drive=harbour.drives.get(), **asked)


@pytest.fixture
def browser(act: DriveAct, browser: Browser) -> Browser:
    return browser


def change(act: DriveAct, **facts: Any) -> None:
    """As a worker would. In a thread, since the browser's keeps the database out of its own."""

    def write() -> None:
        DriveAct.objects.filter(pk=act.pk).update(**facts)
        connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(write).result()


def test_an_act_at_a_drive_is_followed_to_its_end(visitor: Visitor, act: DriveAct) -> None:
    visitor.log_in()
    visitor.go(f"/backup/drive/act/{act.pk}/")
    page = visitor.page
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()

    change(act, state=DriveAct.State.WORKING)
    expect(page.get_by_text("Under way")).to_be_visible()

    change(act, state=DriveAct.State.DONE, answer="A blank medium is in it.", ended_at=timezone.now())
    expect(page.get_by_role("heading", name="A blank medium is in it.")).to_be_visible()
    assert visitor.complaints == []
