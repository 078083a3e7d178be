"""A look for a page: asked for once at a time, done here and over SSH, ended when nobody does it."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from mmbackup.engine.errors import CommandFailed
from mmbackup.engine.operations.discover import look_at
from mmbackup.models import Change, HostLook, Server, Site
from mmbackup.services.broker import BrokerUnreachable
from mmbackup.services.discover import request_look as requesting
from mmbackup.services.discover.do_look import do_look
from mmbackup.services.discover.look import NoSuchProfile
from mmbackup.services.discover.request_look import (
    SILENCE,
    AnotherLookUnderWay,
    end_silent_looks,
    queue_look,
    request_look,
)
from mmbackup.services.hosts.of_server import folder_of
from tests.builders import NOW
from tests.engine.hosts.far import far_host

pytestmark = pytest.mark.django_db


@pytest.fixture
def mss(harbour: Site) -> Server:
    return harbour.servers.get()


def queued(mss: Server, profile: str = "") -> HostLook:
    return queue_look(server=mss, profile=profile, by="ada", now=timezone.now())


def test_a_look_keeps_what_it_found(mss: Server) -> None:
    found = do_look(look_id=queued(mss, "plain").pk, clock=timezone.now)

    assert (found.state, found.problem) == ("done", "")
    assert found.facts["profile"] == "plain"
    assert found.plan["items"]["disk-configuration"]["found"]
    assert Change.objects.get().deed == "server looked over"


def test_a_host_that_is_not_known_is_not_believed(mss: Server, tmp_path: Path) -> None:
    with far_host(tmp_path / "far") as host:
        Server.objects.update(address=host.address, port=host.port, user="root")
        found = do_look(look_id=queued(mss).pk, clock=timezone.now)

    assert found.state == "failed"
    assert found.problem.startswith("Nothing was found out: ")
    assert not found.plan


def test_a_silent_host_costs_its_own_time_limit(tmp_path: Path) -> None:
    with (
        far_host(tmp_path / "far", command="sleep 600") as host,
        pytest.raises(CommandFailed, match=f"{host.address} did not answer within 1 seconds"),
    ):
        look_at(host=host, seconds=1.0)


def test_one_look_at_a_time(mss: Server) -> None:
    queued(mss)

    with pytest.raises(AnotherLookUnderWay):
        queued(mss)


def test_one_that_was_begun_is_left_alone(mss: Server) -> None:
    look = queued(mss)
    HostLook.objects.update(state="running")

    assert do_look(look_id=look.pk, clock=timezone.now).state == "running"


def test_one_that_nobody_does_ends(mss: Server) -> None:
    look = queue_look(server=mss, profile="", by="ada", now=NOW)

    assert end_silent_looks(now=NOW + SILENCE - timedelta(seconds=1)) == 0
    assert end_silent_looks(now=NOW + SILENCE) == 1

    look.refresh_from_db()
    assert (look.state, "worker" in look.problem) == ("failed", True)


def test_without_a_broker_none_stays_queued(mss: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**_: object) -> None:
        raise BrokerUnreachable("no broker")

    monkeypatch.setattr(requesting, "hand_over", unreachable)

    with pytest.raises(BrokerUnreachable):
        request_look(server=mss, profile="", by="ada", now=timezone.now())

    assert not HostLook.objects.exists()


def test_a_profile_that_there_is_not_is_refused(mss: Server) -> None:
    with pytest.raises(NoSuchProfile):
        request_look(server=mss, profile="exchange", by="ada", now=timezone.now())


def test_a_host_that_is_known_is_looked_over_where_it_is(mss: Server, tmp_path: Path) -> None:
    with far_host(tmp_path / "far") as host:
        known = Path(host.known_hosts).read_text().split(" ", 1)[1].strip()
        Server.objects.update(address=host.address, port=host.port, user="root", host_key=known)
        mss.refresh_from_db()
        shutil.copy(host.identity, folder_of(mss) / "id_ed25519")
        found = do_look(look_id=queued(mss, "plain").pk, clock=timezone.now)

    assert (found.state, found.facts["user"]) == ("done", "root")
