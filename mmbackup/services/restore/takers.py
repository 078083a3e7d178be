"""Sources that may take back in place what programs said, as they are configured now."""

from mmbackup.engine.operations.restore.job import Taker
from mmbackup.models import Site, Source


def takers_of(*, site: Site) -> tuple[Taker, ...]:
    """Of all kinds: of one that takes nothing back, a restore can say why."""
    sources = Source.objects.filter(item__server__site=site).select_related("item__server")
    return tuple(map(_taker, sources.order_by("item__server__position", "item__server__name", "id")))


def _taker(source: Source) -> Taker:
    server = source.item.server
    is_here = not server.address
    return Taker(server.name, source.item.slug, source.name, source.kind, source.settings, is_here)
