"""The Alarm Log: columns, and what narrows it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mmbackup.models import Alarm, Site
from tests.portal.builders import LAST_NIGHT, make_alarm

COLUMNS = (
    "App", "Resource Type", "Location", "Alarm Code", "Level", "Ack", "Alarmed", "Resolved", "Resolve Reason",
)  # fmt: skip


def test_it_has_its_columns_in_order(client: Client, site: Site) -> None:
    make_alarm(site)

    page = client.get("/logs/alarms/").content.decode()

    places = [page.index(f'role="columnheader">{column}<') for column in COLUMNS]
    assert places == sorted(places)
    assert "Sun Nov 22 2026, 03:05:00" in page


def test_it_shows_all_and_on_demand_those_of_a_state(client: Client, site: Site) -> None:
    make_alarm(site, resolved=True, location="the resolved one")
    make_alarm(site, location="the active one")

    everything, active, resolved = (
        client.get(f"/logs/alarms/{query}").content.decode()
        for query in ("", "?state=active", "?state=resolved")
    )

    assert "the active one" in everything
    assert "the resolved one" in everything
    assert "A backup was verified" in everything
    assert "the resolved one" not in active
    assert "the active one" not in resolved


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ("level=WRN", True),
        ("level=MAJ", False),
        ("code=1", True),
        ("code=3", False),
        ("from=2026-11-22&until=2026-11-22", True),  # by the site's clock: 00:30 in Berlin
        ("until=2026-11-21", False),
        ("from=2026-11-23", False),
        ("level=nonsense&code=x&from=never", True),
    ],
)
def test_it_is_narrowed_by_its_address(client: Client, site: Site, query: str, is_shown: bool) -> None:
    make_alarm(site, at=datetime(2026, 11, 21, 23, 30, tzinfo=UTC), location="somewhere")

    assert ("somewhere" in client.get(f"/logs/alarms/?{query}").content.decode()) is is_shown


def test_what_narrows_it_is_kept_from_page_to_page(client: Client, site: Site) -> None:
    for hour in range(60):
        make_alarm(site, at=LAST_NIGHT - timedelta(hours=hour), resolved=True)

    assert "?state=resolved&amp;page=2" in client.get("/logs/alarms/?state=resolved").content.decode()


def test_the_code_leads_to_its_repair_procedure(client: Client, site: Site) -> None:
    make_alarm(site)

    assert '#mt-backup-1"' in client.get("/logs/alarms/").content.decode()


def test_names_from_outside_are_shown_as_text(client: Client, site: Site) -> None:
    make_alarm(site, location="<script>alert(1)</script>")

    page = client.get("/logs/alarms/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    "address", ["/logs/alarms/", "/logs/alarms/?state=resolved&page=15", "/alarming/active/"]
)
def test_a_thousand_alarms_cost_few_queries_and_a_light_page(
    client: Client, site: Site, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Alarm.objects.bulk_create(
        Alarm(
            site=site, application="MT", resource_type="BACKUP", code=1, level="WRN",
            alarmed_at=LAST_NIGHT - timedelta(hours=n), resolved_at=LAST_NIGHT,
        )
        for n in range(1_000)
    )  # fmt: skip

    with django_assert_max_num_queries(14):
        page = client.get(address)

    assert len(page.content) < 100_000
