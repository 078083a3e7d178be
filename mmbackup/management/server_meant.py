"""Which server somebody means by a host at the shell."""

from typing import Any

from django.core.management.base import CommandError

from mmbackup.engine.hosts.host import USUAL_READER
from mmbackup.management.site_argument import USAGE
from mmbackup.models import Server, Site
from mmbackup.services.configuration.values import Values
from mmbackup.services.hosts.connect import newcomer

HERE = "here"


def server_at(site: Site, options: dict[str, Any]) -> Server | None:
    """One that is not kept yet where no server is so called; None: this machine, as such a one.

    CommandError for one that nobody can mean, TableFaulty for one that could not be kept.
    """
    found = _found(site, options)
    kind = options["kind"]
    if found and found.pk and kind and kind != found.kind:
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
    return newcomer(site=site, values=_values(options))


def _values(options: dict[str, Any]) -> Values:
    """Of a server as the file has it; its name may still become what the host calls itself."""
    host, user = options["host"], options["user"] or USUAL_READER
    more = {key: options[key] for key in ("kind", "port") if options[key]}
    return {"name": options["name"] or host, "address": host, "user": user, **more}


def _at(servers: Any, host: str, options: dict[str, Any]) -> Any:
    told = {key: options[key] for key in ("user", "name", "port") if options[key]}
    return servers.filter(address=host, **told)
