"""What of each server is saved, and what is not."""

from collections import defaultdict
from dataclasses import dataclass

from mmbackup.engine.catalogue import ServerKind, items_of
from mmbackup.models import DataItem, Server, Site


@dataclass(frozen=True, slots=True)
class ServerSaved:
    """Titles of data items. One without a source is not saved, whatever the configuration names."""

    server: str
    kind: str
    saved: tuple[str, ...]
    not_saved: tuple[str, ...]


def what_is_saved(*, site: Site) -> tuple[ServerSaved, ...]:
    """Two queries."""
    slugs: dict[int, set[str]] = defaultdict(set)
    with_source = DataItem.objects.filter(server__site=site, sources__isnull=False).distinct()
    for server, slug in with_source.values_list("server_id", "slug"):
        slugs[server].add(slug)
    return tuple(_saved(server, slugs[server.pk]) for server in Server.objects.filter(site=site))


def _saved(server: Server, slugs: set[str]) -> ServerSaved:
    items = items_of(ServerKind(server.kind))
    return ServerSaved(
        server=server.name,
        kind=server.kind,
        saved=tuple(item.title for item in items if item.slug in slugs),
        not_saved=tuple(item.title for item in items if item.slug not in slugs),
    )
