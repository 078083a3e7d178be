"""What an open page asks for again: sent anew when it reads otherwise, and never to who is not signed in."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Heartbeat, Role, Run, Site
from tests.portal.builders import LAST_NIGHT, make_alarm, make_log, make_run, make_running, make_user

MORNING = LAST_NIGHT + timedelta(hours=4)
POLL = {"HX-Request": "true"}
ASKED = re.compile(r'hx-get="([^"]+)"')


@pytest.fixture(autouse=True)
def _this_morning() -> object:
    with time_machine.travel(MORNING, tick=False):
        yield


def asked_for(page: str, piece: str) -> str:
    found: list[str] = ASKED.findall(page)
    return next(address for address in found if piece in address)


@pytest.mark.parametrize("piece", ["/live/standing/", "/live/now/"])
def test_nothing_new_is_told_in_no_content(client: Client, site: Site, piece: str) -> None:
    make_log(make_run(site, Outcome.FULL))
    address = asked_for(client.get("/").content.decode(), piece)

    response = client.get(address, headers=POLL)

    assert (response.status_code, response.content) == (204, b"")


def test_a_new_alarm_reaches_the_masthead_and_the_tile(client: Client, site: Site) -> None:
    page = client.get("/").content.decode()
    make_alarm(site)

    masthead = client.get(asked_for(page, "standing"), headers=POLL).content.decode()
    now = client.get(asked_for(page, "now"), headers=POLL).content.decode()

    assert "active alarm" in masthead
    assert "1 active" in now
    assert client.get(asked_for(masthead, "standing"), headers=POLL).status_code == 204


def test_a_run_that_begins_reaches_both_with_its_progress_and_is_asked_for_more_often(
    client: Client, site: Site
) -> None:
    page = client.get("/").content.decode()
    run = make_running(site, now=timezone.now())

    masthead = client.get(asked_for(page, "standing"), headers=POLL).content.decode()
    now = client.get(asked_for(page, "now"), headers=POLL).content.decode()

    assert f"/backup/now/{run.pk}/" in masthead
    assert "Writing onto the medium." in now
    assert '<progress class="bar"' in now
    assert "every 10s" in page
    assert "every 2s" in now


def test_progress_alone_changes_the_piece(client: Client, site: Site) -> None:
    run = make_running(site, now=timezone.now())
    address = asked_for(client.get("/").content.decode(), "now")
    Run.objects.filter(pk=run.pk).update(size=1_400_000_000)

    assert b"69.0 %" in client.get(address, headers=POLL).content


def test_a_drive_s_run_of_another_kind_is_watched_on_its_own_page(client: Client, site: Site) -> None:
    run = make_running(site, now=timezone.now())
    Run.objects.filter(pk=run.pk).update(kind=Run.Kind.DRILL)

    assert f"/backup/drills/{run.pk}/" in client.get("/live/standing/", headers=POLL).content.decode()


def test_the_piece_carries_no_token_that_would_make_it_new_each_time(client: Client, site: Site) -> None:
    first, second = (client.get("/live/now/", headers=POLL).content for _ in range(2))

    assert first == second


@pytest.mark.parametrize("piece", ["/live/standing/", "/live/now/", "/palette/"])
def test_who_is_signed_out_gets_the_whole_page_anew(stranger: Client, site: Site, piece: str) -> None:
    response = stranger.get(piece, headers=POLL)

    assert response["HX-Refresh"] == "true"
    assert response.content == b""
    assert stranger.get(piece).status_code == 302


@pytest.mark.parametrize("piece", ["/live/standing/", "/live/now/"])
def test_it_is_not_for_who_sees_no_backup_pages(site: Site, piece: str) -> None:
    browser = Client()
    browser.force_login(make_user("sue", Role.SUBSCRIBERS))

    assert browser.get(piece, headers=POLL).status_code == 403
    assert "/live/" not in browser.get("/").content.decode()


def test_programs_that_are_not_heard_of_reach_the_masthead(client: Client, site: Site) -> None:
    """When all of them are gone, nobody is left to raise an alarm."""
    for name in ("watchdog", "beat", "worker"):
        Heartbeat.objects.create(name=name, host="here", at=MORNING)
    page = client.get("/").content.decode()
    Heartbeat.objects.exclude(name="beat").update(at=MORNING - timedelta(minutes=4))

    masthead = client.get(asked_for(page, "standing"), headers=POLL).content.decode()

    assert "standing-silent" not in page
    assert 'title="watchdog, worker"' in masthead
    assert client.get(asked_for(masthead, "standing"), headers=POLL).status_code == 204
