"""A server on another machine, as configured: tested, saved from there, and never restored in place here."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from mmbackup.engine.hosts.host import Host
from mmbackup.models import DataItem, Server, Site, Source, SourceTest
from mmbackup.services.diagnostics.checks.sources import sources
from mmbackup.services.hosts.of_server import folder_of, host_of
from mmbackup.services.morning import Level
from mmbackup.services.restore.roots import roots_of
from mmbackup.services.servers.do_test import do_test
from mmbackup.services.servers.request_test import queue_test
from tests.engine.hosts.far import far_host

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Host]:
    with far_host(tmp_path / "far") as made:
        yield made


@pytest.fixture
def server(harbour: Site, far: Host) -> Server:
    """Connected, with one source."""
    made = harbour.servers.get()
    known = Path(far.known_hosts).read_text().split(" ", 1)[1].strip()
    Server.objects.filter(pk=made.pk).update(
        address=far.address, port=far.port, user=far.user, host_key=known
    )
    made.refresh_from_db()
    shutil.copy(far.identity, folder_of(made) / "id_ed25519")
    return made


def tried(server: Server, root: Path) -> SourceTest:
    values = {"item": "messages", "name": "mail", "kind": "files", "roots": [str(root)]}
    test = queue_test(server=server, values=values, source=None, by="ada", now=timezone.now())
    return do_test(test_id=test.pk, clock=timezone.now, cancelled=lambda: False)


def test_a_source_is_tested_there(server: Server, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "1").write_bytes(b"x" * 100)

    test = tried(server, tmp_path / "mail")

    assert (test.state, test.files, test.size, test.errors) == ("done", 1, 100, [])


def test_one_whose_key_is_not_known_is_not_believed(server: Server, tmp_path: Path) -> None:
    Server.objects.filter(pk=server.pk).update(host_key="")

    test = tried(server, tmp_path)

    assert "Host key verification failed" in "".join(test.errors)


def test_it_is_known_by_the_key_that_is_configured_now(server: Server) -> None:
    first = host_of(server)
    server.host_key = "ssh-ed25519 AAAA"
    second = host_of(server)

    assert first is not None
    assert first == second
    assert Path(first.known_hosts).read_text() == f"[127.0.0.1]:{server.port} ssh-ed25519 AAAA\n"


def test_nothing_of_it_is_restored_in_place_here(server: Server, harbour: Site) -> None:
    item, _ = DataItem.objects.get_or_create(server=server, slug="messages")
    Source.objects.create(item=item, name="there", kind="files", settings={"roots": ["/srv/there"]})

    assert b"/srv/there" not in {root for roots in roots_of(site=harbour).values() for root in roots}


def test_everything_checked_asks_the_host_and_looks_for_nothing_of_it_here(
    server: Server, harbour: Site
) -> None:
    item, _ = DataItem.objects.get_or_create(server=server, slug="messages")
    Source.objects.create(item=item, name="there", kind="files", settings={"roots": ["/not/here"]})

    well = [finding.sentence for finding in sources(harbour, timezone.now())]
    Server.objects.filter(pk=server.pk).update(port=1)
    broken = next(iter(sources(harbour, timezone.now())))

    assert well == ["MSS1 answers at 127.0.0.1."]
    assert broken.level is Level.BAD
    assert "Connection refused" in broken.sentence
