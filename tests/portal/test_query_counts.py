"""Every page of the menu asks the database as often for much as for little: nothing is asked row by row."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.every_page import every_page
from bench.large_site import make_large_site
from mmbackup.models import Schedule, Site

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
LEAVING = {"accounts:logout", "account_logout"}
LITTLE = 55  # nights: more than a page shows
SPARE = 2  # a list that is longer than what is read at once may be read on once


def counts(browser: Client, nights: int) -> dict[str, int]:
    """Queries of each page, once it was opened before."""
    site = make_large_site(nights=nights, log_lines=300)
    found = dict(asked(browser, site))
    Schedule.objects.all().delete()
    Site.objects.all().delete()
    cache.clear()
    return found


def asked(browser: Client, site: Site) -> Iterator[tuple[str, int]]:
    for view, address in every_page(site):
        if view in LEAVING:
            continue
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(address)
            assert response.status_code < 500, f"{view}: {response.status_code}"
        yield view, len(queries)


@pytest.mark.long
@pytest.mark.walk
def test_no_page_asks_more_often_for_four_times_as_much(client: Client) -> None:
    with time_machine.travel(timezone.now(), tick=False):  # what is noted once a minute is noted once
        little = counts(client, LITTLE)
        much = counts(client, 4 * LITTLE)

    assert {
        "main:main",
        "swap:swap",
        "media:medium",
        "logs:all",
        "restore:points",
        "proof:verify",
    } <= much.keys()
    more = {
        view: (little.get(view), count)
        for view, count in much.items()
        if count > little.get(view, count) + SPARE
    }
    assert more == {}, "queries for little, and for four times as much"
