"""A server on another machine is connected in the portal, by a real sshd, and then tested and known."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from mmbackup.engine.hosts.host import Host
from mmbackup.models import Change, Role, Server, Site
from mmbackup.services.configuration.export import export_configuration
from mmbackup.services.hosts.of_server import folder_of
from tests.engine.hosts.far import far_host
from tests.portal.builders import make_user


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Host]:
    with far_host(tmp_path / "far") as made:
        yield made


@pytest.fixture
def server(site: Site, far: Host) -> Server:
    return Server.objects.create(
        site=site, name="MAS1", kind="MAS", address=far.address, port=far.port, user=far.user
    )


def act(client: Client, server: Server, what: str, **more: str) -> str:
    response = client.post(f"/servers/{server.pk}/connection/", {"act": what, **more}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_host_is_connected_step_by_step(client: Client, server: Server, far: Host) -> None:
    shown = act(client, server, "key")
    public = (folder_of(server) / "id_ed25519.pub").read_text().strip()
    assert public.split()[1] in shown
    authorized = Path(far.identity).parent / "authorized_keys"
    authorized.write_text(authorized.read_text().partition("ssh-ed25519")[0] + public + "\n")
    assert "Host key verification failed" in act(client, server, "greet")

    found = act(client, server, "look")
    said = subprocess.run(
        ["ssh-keygen", "-lf", Path(far.identity).parent / "host.pub"], capture_output=True, check=True
    )
    assert said.stdout.decode().split()[1] in found
    words = (Path(far.identity).parent / "host.pub").read_text().split()
    assert "is known by this key" in act(client, server, "believe", host_key=" ".join(words[:2]))

    answer = act(client, server, "greet")
    assert "It answers as it should" in answer
    assert "mmbackup-collect 1" in answer


def test_the_private_key_is_for_our_eyes_only(client: Client, server: Server) -> None:
    act(client, server, "key")

    path = folder_of(server) / "id_ed25519"
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_text() not in act(client, server, "greet")


def test_a_key_that_is_there_stays(client: Client, server: Server) -> None:
    act(client, server, "key")
    first = (folder_of(server) / "id_ed25519").read_bytes()

    act(client, server, "key")

    assert (folder_of(server) / "id_ed25519").read_bytes() == first
    assert Change.objects.filter(deed="made a key for").count() == 1


def test_what_is_no_key_is_not_believed(client: Client, server: Server) -> None:
    said = act(client, server, "believe", host_key="nonsense")

    server.refresh_from_db()
    assert "Nothing was changed" in said
    assert server.host_key == ""


def test_a_host_that_is_not_there_is_told(client: Client, server: Server) -> None:
    Server.objects.update(port=1)

    assert "does not answer on port 1" in act(client, server, "look")


def test_only_an_administrator_connects(server: Server) -> None:
    client = Client()
    client.force_login(make_user("olga", Role.OPERATOR))

    response = client.post(f"/servers/{server.pk}/connection/", {"act": "key"})

    assert response.status_code == 403
    assert not (folder_of(server) / "id_ed25519").exists()


def test_a_change_in_the_portal_keeps_the_way_there(client: Client, server: Server) -> None:
    Server.objects.update(host_key="ssh-ed25519 AAAA", most_a_second=5_000_000)
    address = f"/servers/{server.pk}/edit/"
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}

    client.post(address, {**values, "name": "MAS9"})

    server.refresh_from_db()
    assert (server.name, server.address, server.host_key) == ("MAS9", "127.0.0.1", "ssh-ed25519 AAAA")
    assert server.most_a_second == 5_000_000


def test_it_goes_out_with_the_configuration_without_our_key(
    client: Client, site: Site, server: Server
) -> None:
    act(client, server, "key")
    Server.objects.update(host_key="ssh-ed25519 AAAA")

    text = export_configuration(site=site)

    assert 'host_key = "ssh-ed25519 AAAA"' in text
    assert "PRIVATE" not in text
