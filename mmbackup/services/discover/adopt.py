"""Takes proposals over as sources of a server: all that are chosen, or none. What is there already stays."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mmbackup.models import Server, Site, Source
from mmbackup.services.configuration.values import Values
from mmbackup.services.servers.edit_server import add_server
from mmbackup.services.servers.edit_source import add_source


def adopt(*, server: Server, chosen: Iterable[Values], now: datetime) -> list[Source]:
    """chosen: sources as the file has them. TableFaulty, and nothing is changed, when one is not right."""
    with transaction.atomic():
        return [add_source(server=server, values=values, now=now) for values in chosen]


def adopt_as_new(*, site: Site, values: Values, chosen: Iterable[Values], now: datetime) -> Server:
    """values: of a server that there is not yet."""
    with transaction.atomic():
        server = add_server(site=site, values=values, now=now)
        adopt(server=server, chosen=chosen, now=now)
    return server
