"""Check Everything: a page that lists what is looked at, and sends each result as it comes."""

import re
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from mmbackup.models import Run, Site
from mmbackup.services.diagnostics import run_checks as running
from mmbackup.services.diagnostics.all_checks import ALL_CHECKS
from mmbackup.services.diagnostics.finding import Check, Finding, Look, bad, good
from portal.diagnostics import views

PAGE = "/diagnostics/"


def sent(client: Client, query: dict[str, str]) -> list[str]:
    """The pieces of the page."""
    response: Any = client.get(PAGE, query)
    return [piece.decode() for piece in response.streaming_content]


def takes(seconds: float, finding: Finding) -> Look:
    def look(_site: Site, _now: datetime) -> list[Finding]:
        time.sleep(seconds)
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
    page = "".join(sent(client, {"now": "sources"}))

    assert "No source is configured" in page
    assert "Do next: Add one under Messaging Servers." in page
    assert re.search(r"Looked at on \S+, in \d+ ms", page)
    assert page.rstrip().endswith("</html>")


@pytest.mark.django_db(transaction=True)
def test_results_are_sent_as_they_come_and_one_that_hangs_keeps_nobody_waiting(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Check("drives", "Slow", "", takes(0.4, good("It came late.")))
    hangs = Check("tonight", "Hangs", "", takes(1.5, good("Nobody waits.")), seconds=0.6)
    quick = Check("clock", "Quick", "", takes(0, bad("It came at once.", "Mend it.")))
    monkeypatch.setattr(views, "ALL_CHECKS", (slow, hangs, quick))
    monkeypatch.setattr("portal.diagnostics.rows.ALL_CHECKS", (slow, hangs, quick))

    pieces = sent(client, {"now": "all"})

    titles = [match[1] for piece in pieces if (match := re.search(r"<h3>(\w+)</h3>", piece))]
    assert titles == ["Quick", "Slow", "Hangs"]
    assert "No answer within 0.6 seconds" in pieces[-2]
    running._hanging["tonight"].join()


def test_looking_changes_nothing(client: Client, site: Site) -> None:
    assert client.post(PAGE).status_code == 403, "nobody may send anything there"
    assert not Run.objects.exists()


def test_nonsense_is_no_check(client: Client, site: Site) -> None:
    assert "What was found" not in client.get(PAGE, {"now": "<script>"}).content.decode()


@pytest.fixture(autouse=True)
def nothing_left_hanging() -> Iterator[None]:
    yield
    for thread in running._hanging.values():
        thread.join(10)
