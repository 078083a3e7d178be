"""Connects a host: one that is no server yet, or whose key nobody has believed."""

from collections.abc import Sequence
from datetime import datetime

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.errors import SourceError
from mmbackup.models import Server, Site
from mmbackup.services.configuration.checking import checked_server
from mmbackup.services.configuration.fields import server_fields
from mmbackup.services.configuration.values import Values, server_values
from mmbackup.services.hosts.greet import greet
from mmbackup.services.hosts.scan import FoundKey
from mmbackup.services.servers.edit_server import change_server


class AnotherKey(SourceError):
    next_step = (
        "Somebody may be in between. Compare with what ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub says "
        "on the host itself, and believe nothing else."
    )


class NoWelcome(SourceError):
    next_step = (
        "See that mmbackup-collect and the line for authorized_keys are on the host (server key HOST prints "
        "it), and of which user, and try again."
    )


def newcomer(*, site: Site, values: Values) -> Server:
    """A server that is not kept. values as in the file, kind may be left out. TableFaulty when not right."""
    table = checked_server(site=site, values={"kind": ServerKind.MSS.value, **values})
    return Server(site=site, name=table.name, **{**server_fields(table), "kind": values.get("kind", "")})


def the_one_told(*, server: Server, found: Sequence[FoundKey], told: str) -> FoundKey:
    """Of the keys that it shows, the one of that fingerprint; AnotherKey when it shows none."""
    for key in found:
        if key.fingerprint == told:
            return key
    shown = ", ".join(key.fingerprint for key in found)
    raise AnotherKey(f"{server.address} does not show the key {told}, but {shown}: it is not believed")


def believe(*, server: Server, key: FoundKey, now: datetime) -> None:
    """One that is not kept is changed here alone."""
    if server.pk:
        was = server_values(server)
        change_server(server=server, shown=was, values={**was, "host_key": key.text}, now=now)
    server.host_key = key.text


def welcome(*, server: Server) -> list[str]:
    """What it says of itself. NoWelcome when it does not answer as it should."""
    answers, lines = greet(server=server)
    if not answers:
        raise NoWelcome(f"{server.user}@{server.address} does not answer as it should: {' / '.join(lines)}")
    return lines
