"""The Alarm Log: columns, filter, repair procedure, acknowledging."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
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


def test_it_shows_active_alarms_and_on_demand_all(client: Client, site: Site) -> None:
    make_alarm(site, resolved=True, location="the resolved one")
    make_alarm(site, location="the active one")

    active = client.get("/logs/alarms/").content.decode()
    everything = client.get("/logs/alarms/?show=all").content.decode()

    assert "the active one" in active
    assert "the resolved one" not in active
    assert "the resolved one" in everything
    assert "A backup was verified" in everything


def test_the_code_leads_to_its_repair_procedure(client: Client, site: Site) -> None:
    make_alarm(site)

    page = client.get("/logs/alarms/").content.decode()
    codes = client.get("/guide/codes/").content.decode()

    assert 'href="/guide/codes/#mt-backup-1"' in page
    assert 'id="mt-backup-1"' in codes
    assert "Repair procedure" in codes


def test_acknowledging_notes_who_and_leaves_it_active(client: Client, site: Site, ada: User) -> None:
    alarm = make_alarm(site)

    page = client.post(f"/logs/alarms/{alarm.pk}/acknowledge/", follow=True).content.decode()

    alarm.refresh_from_db()
    assert alarm.acknowledged_by == ada
    assert alarm.resolved_at is None
    assert "It stays active" in page


def test_acknowledging_takes_a_post(client: Client, site: Site) -> None:
    alarm = make_alarm(site)

    assert client.get(f"/logs/alarms/{alarm.pk}/acknowledge/").status_code == 405


def test_names_from_outside_are_shown_as_text(client: Client, site: Site) -> None:
    make_alarm(site, location="<script>alert(1)</script>")

    page = client.get("/logs/alarms/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("address", ["/logs/alarms/?show=all", "/logs/alarms/?show=all&page=150"])
def test_it_stays_fast_with_ten_thousand_alarms(
    client: Client, site: Site, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Alarm.objects.bulk_create(
        Alarm(
            site=site, application="MT", resource_type="BACKUP", code=1, level="WRN",
            alarmed_at=LAST_NIGHT - timedelta(hours=n), resolved_at=LAST_NIGHT,
        )
        for n in range(10_000)
    )  # fmt: skip

    with django_assert_max_num_queries(7):
        page = client.get(address)

    assert len(page.content) < 100_000
