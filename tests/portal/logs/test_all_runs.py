"""All Runs: every run there ever was, with or without a log, narrowed by what stands in the address."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Medium, Run, Site
from tests.portal.builders import LAST_NIGHT, make_log, make_other_run, make_run, make_running

PAGE = "/logs/backup-and-restore/all/"


def shown(client: Client, **asked: str) -> list[str]:
    """The outcomes and kinds of the list, in words."""
    page = client.get(PAGE, asked).content.decode()
    return re.findall(r'data-label="Kind">([^<]+)<', page)


def test_a_night_that_did_not_run_stands_there_too_with_its_reason(client: Client, site: Site) -> None:
    make_run(site, Outcome.DID_NOT_RUN, reason="the server was off")

    page = client.get(PAGE).content.decode()

    assert "The server was off" in page
    assert "Did not run" in page
    assert "No log" in page


def test_a_run_leads_to_its_log_or_its_progress(client: Client, site: Site) -> None:
    ended = make_run(site)
    make_log(ended)
    running = make_running(site, now=LAST_NIGHT + timedelta(hours=9))

    page = client.get(PAGE).content.decode()

    assert reverse("logs:view", args=[ended.pk]) in page
    assert reverse("backup:progress", args=[running.pk]) in page


def test_a_verified_set_leads_to_its_label(client: Client, site: Site) -> None:
    run = make_run(site)
    medium = Medium.objects.create(
        site=site,
        uuid=uuid4(),
        name="A",
        pool="nightly",
        last_seen_at=LAST_NIGHT,
        last_drive=site.drives.get(),
    )
    made = BackupSet.objects.create(
        uuid=uuid4(), run=run, medium=medium, name="a", written_at=LAST_NIGHT, verified_at=LAST_NIGHT
    )

    assert reverse("labels:label", args=[made.uuid, 1]) in client.get(PAGE).content.decode()


def test_it_narrows_by_kind_outcome_medium_and_day(client: Client, site: Site) -> None:
    make_run(site)
    make_run(site, Outcome.FAILED, nights_ago=3)
    make_other_run(site, Run.Kind.RESTORE)

    assert shown(client) == ["Restore", "Backup", "Backup"]
    assert shown(client, kind="backup") == ["Backup", "Backup"]
    assert shown(client, kind="restore") == ["Restore"]
    assert shown(client, outcome="failed") == ["Backup"]
    assert shown(client, medium="sund") == ["Restore", "Backup"]
    assert shown(client, until="2026-11-20") == ["Backup"]
    assert shown(client, outcome="open") == []


def test_nonsense_in_the_address_does_not_narrow(client: Client, site: Site) -> None:
    make_run(site)

    assert shown(client, kind="x", outcome="y", behind="z") == ["Backup"]
    assert client.get(PAGE, {"from": "tomorrow"}).status_code == 200


def test_all_pages_together_hold_each_run_once(client: Client, site: Site) -> None:
    runs = {make_run(site, nights_ago=number).pk for number in range(60)}
    for run in Run.objects.filter(pk__in=runs):
        make_log(run, lines=b"  a line\n")

    first = client.get(PAGE).content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = client.get(PAGE + older[1]).content.decode()

    found = re.findall(r"backup/([0-9a-f-]{36})/", first + second)
    assert sorted(found) == sorted(str(pk) for pk in runs)
    assert "Newest" in second


def test_the_address_of_old_leads_here(client: Client, site: Site) -> None:
    assert client.get("/logs/backup-and-restore/backup/all/?kind=drill")["Location"] == f"{PAGE}?kind=drill"


@pytest.mark.parametrize("asked", [{}, {"kind": "backup"}, {"outcome": "full"}, {"medium": "Sun"}])
def test_other_sites_runs_are_not_shown(client: Client, site: Site, asked: dict[str, str]) -> None:
    other = Site.objects.create(name="Zoo", time_zone="UTC")
    Run.objects.create(site=other, trigger="by hand", queued_at=LAST_NIGHT, medium_name="Sunday")

    assert shown(client, **asked) == []
