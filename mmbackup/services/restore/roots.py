"""Where a server's files were saved from, and are restored to in place: what is configured, nothing else."""

import os
from collections import defaultdict
from collections.abc import Mapping

from mmbackup.models import Site, Source


def roots_of(*, site: Site) -> Mapping[str, tuple[bytes, ...]]:
    """By server. A command's output has no place."""
    found: dict[str, list[bytes]] = defaultdict(list)
    sources = Source.objects.filter(item__server__site=site, kind="files").select_related("item__server")
    for source in sources.order_by("item__server__position", "item__server__name", "id"):
        roots = source.settings.get("roots", [])
        found[source.item.server.name] += [os.fsencode(root) for root in roots if isinstance(root, str)]
    return {server: tuple(dict.fromkeys(roots)) for server, roots in found.items()}
