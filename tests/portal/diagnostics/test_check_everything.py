"""Check Everything: a page that lists what is looked at, and sends each result as it comes."""

import re
from collections.abc import Iterator
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from django.test import Client

from mmbackup.models import Run, Site
from mmbackup.services.diagnostics import run_checks as running
from mmbackup.services.diagnostics.all_checks import ALL_CHECKS
from mmbackup.services.diagnostics.finding import Check, Finding, Look, bad, good
from portal.diagnostics import views

PAGE = "/diagnostics/"
PATIENCE = 100.0  # seconds, for a busy machine


def coming(client: Client, query: dict[str, str]) -> Iterator[str]:
    """The pieces of the page, each as it comes."""
    response: Any = client.get(PAGE, query)
    for piece in response.streaming_content:
        yield piece.decode()


def waits_for(event: Event, finding: Finding) -> Look:
    def look(_site: Site, _now: datetime) -> list[Finding]:
        event.wait(PATIENCE)
        return [finding]

    return look


def test_before_anything_is_asked_it_lists_what_is_looked_at(client: Client, site: Site) -> None:
    page = client.get(PAGE).content.decode()

    assert "Check everything now" in page
    for check in ALL_CHECKS:
        assert f'href="?now={check.slug}"' in page
    assert "What was found" not in page


@pytest.mark.django_db(transaction=True)
def test_each_result_says_what_was_found_where_and_what_to_do(client: Client, site: Site) -> None:
    page = "".join(coming(client, {"now": "sources"}))

    assert "No source is configured" in page
    assert "Do next: Add one under Messaging Servers." in page
    assert re.search(r"Looked at on \S+, in \d+ ms", page)
    assert page.rstrip().endswith("</html>")


@pytest.mark.django_db(transaction=True)
def test_results_are_sent_as_they_come_and_one_that_hangs_keeps_nobody_waiting(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, over = Event(), Event()
    slow = Check("drives", "Slow", "", waits_for(told, good("It came late.")), seconds=PATIENCE)
    hangs = Check("tonight", "Hangs", "", waits_for(over, good("Nobody waits.")), seconds=3)
    quick = Check("clock", "Quick", "", lambda *_: [bad("It came at once.", "Mend it.")], seconds=PATIENCE)
    monkeypatch.setattr(views, "ALL_CHECKS", (slow, hangs, quick))
    monkeypatch.setattr("portal.diagnostics.rows.ALL_CHECKS", (slow, hangs, quick))

    pieces, titles = [], []
    for piece in coming(client, {"now": "all"}):
        pieces.append(piece)
        titles += re.findall(r"<h3>(\w+)</h3>", piece)
        if titles:
            told.set()
    over.set()

    assert titles == ["Quick", "Slow", "Hangs"]
    assert "No answer within 3 seconds" in pieces[-2]


def test_looking_changes_nothing(client: Client, site: Site) -> None:
    assert client.post(PAGE).status_code == 403, "nobody may send anything there"
    assert not Run.objects.exists()


def test_nonsense_is_no_check(client: Client, site: Site) -> None:
    assert "What was found" not in client.get(PAGE, {"now": "<script>"}).content.decode()


@pytest.fixture(autouse=True)
def nothing_left_hanging() -> Iterator[None]:
    yield
    for thread in running._hanging.values():
        thread.join(PATIENCE)
