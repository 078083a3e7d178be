"""Which server somebody means by a host at the shell."""

from typing import Any

from django.core.management.base import CommandError

from mmbackup.management.site_argument import USAGE
from mmbackup.models import Server, Site

HERE = "here"


def server_at(site: Site, options: dict[str, Any]) -> Server | None:
    """None: this machine, as a server that there is not yet. CommandError for one that nobody can mean."""
    found = _found(site, options)
    kind = options["kind"]
    if found and kind and kind != found.kind:
        raise CommandError(f"{found.name} is an {found.kind}, not an {kind}.", returncode=USAGE)
    return found


def _found(site: Site, options: dict[str, Any]) -> Server | None:
    host, name = options["host"], options["name"]
    servers = Server.objects.filter(site=site)
    if host == HERE:
        here = servers.filter(name=name).first() if name else None
        if here and here.address:
            raise CommandError(f"{name} is at {here.address}, not here.", returncode=USAGE)
        return here
    named = servers.filter(name=host) or _at(servers, host, options)
    if len(named) == 1:
        return named[0]
    if named:
        words = ", ".join(server.name for server in named)
        raise CommandError(f"Several servers are at {host}: {words}. Say --name.", returncode=USAGE)
    raise CommandError(
        f"No server is at {host}. Add it first, with the key by which it is read: Server Administration > "
        "Messaging Servers > Add a server.",
        returncode=USAGE,
    )


def _at(servers: Any, host: str, options: dict[str, Any]) -> Any:
    told = {"user": options["user"], "name": options["name"]}
    return servers.filter(address=host, **{key: value for key, value in told.items() if value})
