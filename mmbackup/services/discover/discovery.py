"""A host looked over for a site: what was found, and how it stands to what is configured."""

from dataclasses import dataclass

from mmbackup.models import Server, Site
from mmbackup.services.configuration.export import server_text
from mmbackup.services.configuration.values import Values, server_values, source_values, sources_of
from mmbackup.services.discover.look import Looked, look
from mmbackup.services.discover.standing import SeenItem, Standing, stand, values_of


@dataclass(frozen=True, slots=True)
class Discovery:
    """server: the one that the host is, None for one that there is not yet."""

    looked: Looked
    server: Server | None
    items: tuple[SeenItem, ...]

    @property
    def new(self) -> list[Values]:
        return [
            values_of(seen.found.proposal)
            for item in self.items
            for seen in item.seen
            if seen.standing is Standing.NEW
        ]


def discover(*, site: Site, server: Server | None, profile: str = "", kind: str = "") -> Discovery:
    """server: None for this machine, as one more server; or one that there is not yet, connected.

    BackupError when the host does not tell.
    """
    looked = look(server=server, profile=profile, kind=kind)
    address = server.address if server else ""
    kept = server if server and server.pk else None
    return Discovery(looked, kept, tuple(stand(plan=looked.plan, site=site, server=kept, address=address)))


def as_toml(discovery: Discovery, *, values: Values) -> str:
    """The server's part of the configuration's file, with all that it would have. values: of a new one."""
    server = discovery.server
    there = [source_values(source) for source in sources_of(server)] if server else []
    return server_text(server_values(server) if server else values, [*there, *discovery.new])
