"""`manage.py server`: a host that nobody knew is connected and looked over at the shell, by a real sshd."""

import os
import pty
import tomllib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper

from mmbackup.engine.hosts.host import Host
from mmbackup.management.host_connection import connect
from mmbackup.models import Change, Server, Site, Source
from mmbackup.services.hosts.connect import newcomer
from mmbackup.services.hosts.greet import greet
from mmbackup.services.hosts.of_server import folder_of
from mmbackup.services.hosts.scan import fingerprint
from tests.engine.hosts.far import far_host

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Host]:
    with far_host(tmp_path / "far") as made:
        yield made


@pytest.fixture(autouse=True)
def site(harbour: Site) -> Site:
    return harbour


def shell(*arguments: str) -> tuple[str, str]:
    """What it prints for whoever reads on, and beside it."""
    out, beside = StringIO(), StringIO()
    call_command("server", *arguments, stdout=out, stderr=beside)
    return out.getvalue(), beside.getvalue()


def refused(*arguments: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as error:
        shell(*arguments)
    return error.value.returncode, str(error.value)


def way_to(far: Host) -> tuple[str, ...]:
    return far.address, "--port", str(far.port)


def let_in(far: Host) -> None:
    """As somebody would, by the line that is printed; the program lies elsewhere in the tests."""
    line, _ = shell("key", *way_to(far))
    authorized = Path(far.identity).parent / "authorized_keys"
    forced = authorized.read_text().partition(" ssh-ed25519 ")[0]
    assert line.startswith('restrict,command="/usr/local/bin/mmbackup-collect" ssh-ed25519 ')
    authorized.write_text(f"{forced} {line.partition(' ')[2]}")


def host_key(far: Host) -> str:
    return " ".join((Path(far.identity).parent / "host.pub").read_text().split()[:2])


def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """What a person types into."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as keys:
        monkeypatch.setattr("sys.stdin", keys)
        yield ours
    os.close(ours)


@pytest.mark.long
def test_a_host_is_connected_and_adopted_in_one_go(far: Host, terminal: int) -> None:
    let_in(far)
    os.write(terminal, b"yes\n")

    found, beside = shell("discover", *way_to(far), "--name", "STORE", "--toml", "--adopt")

    server = Server.objects.get(name="STORE")
    assert fingerprint(host_key(far)) in beside
    assert tomllib.loads(found)["servers"][0]["host_key"] == host_key(far)
    assert (server.address, server.port, server.user) == (far.address, far.port, "root")
    assert server.host_key == host_key(far)
    assert greet(server=server)[0]
    assert Source.objects.filter(item__server=server, kind="system").exists()
    told = set(Change.objects.values_list("deed", "via"))
    assert {("server added", "shell"), ("source added", "shell"), ("made a key for", "shell")} <= told
    assert [path.name for path in folder_of(server).parent.iterdir()] == [str(server.pk)]


def test_a_script_tells_the_fingerprint_and_no_server_is_kept(
    far: Host, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody(monkeypatch)
    let_in(far)
    values = {"name": "STORE", "address": far.address, "port": far.port, "user": far.user}
    new = newcomer(site=site, values=values)

    connect(new, told=fingerprint(host_key(far)), out=OutputWrapper(StringIO()))

    assert new.host_key == host_key(far)
    assert Server.objects.count() == 1
    assert shell("key", *way_to(far)) == shell("key", *way_to(far))


def test_another_fingerprint_is_somebody_in_between(far: Host) -> None:
    let_in(far)

    status, words = refused("discover", *way_to(far), "--fingerprint", "SHA256:AAAA", "--adopt")

    assert status == 1
    assert "it is not believed. Somebody may be in between" in words
    assert Server.objects.count() == 1


def test_where_nobody_can_be_asked_it_says_what_to_give(far: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody(monkeypatch)

    status, words = refused("discover", *way_to(far))

    assert status == 2
    assert "give --fingerprint" in words


@pytest.mark.parametrize("answer", [b"y\n", b"no\n", b"\n"])
def test_what_is_not_a_whole_yes_is_none(far: Host, terminal: int, answer: bytes) -> None:
    os.write(terminal, answer)

    assert "not believed" in refused("discover", *way_to(far))[1]


def test_a_host_that_does_not_let_us_in_is_told_how_to(far: Host) -> None:
    told = fingerprint(host_key(far))

    _, words = refused("discover", *way_to(far), "--fingerprint", told)

    assert "Permission denied" in words
    assert "authorized_keys" in words


def test_one_that_is_kept_without_its_key_is_connected_too(far: Host, site: Site) -> None:
    kept = Server.objects.create(
        site=site, name="MAS1", kind="MAS", address=far.address, port=far.port, user=far.user
    )
    let_in(far)  # the one that is kept is meant

    connect(kept, told=fingerprint(host_key(far)), out=OutputWrapper(StringIO()))

    kept.refresh_from_db()
    assert kept.host_key == host_key(far)
    assert Change.objects.filter(deed="server changed", subject="server MAS1").exists()


def test_one_that_is_known_by_another_key_is_not_looked_over(site: Site) -> None:
    Server.objects.create(
        site=site, name="MAS1", kind="MAS", address="192.0.2.1", user="root", host_key="ssh-ed25519 AAAA"
    )

    assert "not believed" in refused("discover", "MAS1", "--fingerprint", "SHA256:BBBB")[1]


@pytest.mark.parametrize("arguments", [("192.0.2.1;reboot",), ("192.0.2.1", "--user", "-oProxyCommand=x")])
def test_nobody_is_asked_by_an_address_that_is_none(
    arguments: tuple[str, ...], own_data_folder: Path
) -> None:
    refused("key", *arguments[:1], *(f"--user={each}" for each in arguments[2:]))

    assert not (own_data_folder / "hosts").exists()


def test_one_that_is_not_there_is_told() -> None:
    assert "127.0.0.1 does not answer on port 1" in refused("discover", "127.0.0.1", "--port", "1")[1]


def test_a_name_that_another_host_has_is_told_before_anybody_is_asked(site: Site) -> None:
    assert "MSS1" in refused("discover", "192.0.2.1", "--name", "MSS1")[1]


def test_this_machine_has_no_key() -> None:
    assert refused("key", "here") == (2, "This machine is read without a key.")
