"""Where a server's files were saved from, and are restored to in place: what is configured, nothing else."""

import os
from collections import defaultdict
from collections.abc import Mapping

from mmbackup.engine.sources.registry import walk_of
from mmbackup.models import Site, Source


def roots_of(*, site: Site) -> Mapping[str, tuple[bytes, ...]]:
    """By server. What programs have said has no place, nor has what lies on other machines."""
    found: dict[str, list[bytes]] = defaultdict(list)
    sources = Source.objects.filter(item__server__site=site, item__server__address="").select_related(
        "item__server"
    )
    for source in sources.order_by("item__server__position", "item__server__name", "id"):
        found[source.item.server.name] += map(os.fsencode, walk_of(source.kind, source.settings).roots)
    return {server: tuple(dict.fromkeys(roots)) for server, roots in found.items()}
