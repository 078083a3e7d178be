"""The dead-man ping: asked for after each verified success, never in the run's way, told when it fails."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Alarm, Ping, Preferences, Run, Site
from mmbackup.services.notices.owed_ping import owe_ping
from tests.builders import NOW
from tests.portal.builders import make_other_run, make_run
from tests.services.notices.channels import post
from tests.services.notices.receivers import WebServer

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def web() -> Iterator[WebServer]:
    server = WebServer()
    Preferences.objects.create(pk=1, ping_address=server.settings["address"])
    yield server
    server.down()


def succeed(site: Site, outcome: Outcome = Outcome.FULL, *, nights_ago: int = 0) -> None:
    owe_ping(run=make_run(site, outcome, nights_ago=nights_ago), now=NOW)


@pytest.mark.parametrize("outcome", [Outcome.FULL, Outcome.PARTIAL])
def test_a_verified_success_is_pinged_once(harbour: Site, web: WebServer, outcome: Outcome) -> None:
    web.up()
    succeed(harbour, outcome)

    post(now=NOW)
    post(now=NOW + MINUTE)

    assert web.paths == ["/hook/path-token-9"]
    assert Ping.objects.get().delivered_at == NOW


def test_nothing_else_is_pinged(harbour: Site, web: WebServer) -> None:
    succeed(harbour, Outcome.COMPLETED_WITH_ERRORS)
    succeed(harbour, Outcome.FAILED, nights_ago=1)
    owe_ping(run=make_other_run(harbour, Run.Kind.DRILL), now=NOW)

    assert not Ping.objects.exists()


def test_without_an_address_none_is_owed(harbour: Site) -> None:
    succeed(harbour)

    assert not Ping.objects.exists()


def test_a_watcher_out_of_reach_is_an_alarm_until_it_is_reached(harbour: Site, web: WebServer) -> None:
    succeed(harbour)
    for minute in (0, 1, 3):
        post(now=NOW + minute * MINUTE)
    alarm = Alarm.objects.get(code=11)
    assert "refused" in alarm.detail
    assert "path-token-9" not in alarm.detail

    web.up()
    post(now=NOW + 7 * MINUTE)

    alarm.refresh_from_db()
    assert alarm.resolve_reason == "A ping has arrived"


def test_the_next_success_stands_for_the_one_before(harbour: Site, web: WebServer) -> None:
    succeed(harbour, nights_ago=1)
    succeed(harbour)
    web.up()

    post(now=NOW)

    assert len(web.paths) == 1


def test_an_address_that_is_emptied_ends_the_alarm(harbour: Site, web: WebServer) -> None:
    succeed(harbour)
    for minute in (0, 1, 3):
        post(now=NOW + minute * MINUTE)

    Preferences.objects.update(ping_address="")
    post(now=NOW + 4 * MINUTE)

    assert Alarm.objects.get(code=11).resolve_reason == "No watcher is set any more"
    assert not Ping.objects.filter(state="due").exists()
