"""Takes proposals over as sources of a server: all that are chosen, or none. What is there already stays."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from mmbackup.models import Server, Site, Source
from mmbackup.services.configuration.values import Values
from mmbackup.services.hosts.identity import pass_on_identity
from mmbackup.services.servers.edit_server import add_server
from mmbackup.services.servers.edit_source import add_source


def adopt(*, server: Server, chosen: Iterable[Values], now: datetime) -> list[Source]:
    """chosen: sources as the file has them. TableFaulty, and nothing is changed, when one is not right."""
    with transaction.atomic():
        return [add_source(server=server, values=values, now=now) for values in chosen]


def adopt_as_new(
    *, site: Site, values: Values, chosen: Iterable[Values], now: datetime, newcomer: Server | None = None
) -> Server:
    """values: of a server that there is not yet. newcomer: as what it was connected; its key goes with it."""
    with transaction.atomic():
        server = add_server(site=site, values=values, now=now)
        adopt(server=server, chosen=chosen, now=now)
        if newcomer:
            transaction.on_commit(partial(pass_on_identity, newcomer=newcomer, server=server))
    return server
