"""What a restore touches: of other data types and servers nothing is said that keeps nobody from it."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.rotation.facts import What
from mmbackup.engine.rotation.recovery import RecoveryTable, chain_for
from mmbackup.engine.sources.origins import command_folder, server_folder
from mmbackup.engine.sources.registry import walk_of
from mmbackup.models import Site, Source
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.preview import Preview

Places = Mapping[What, list[bytes]]  # in a set, by what lies there


def warnings_of(*, table: RecoveryTable, asked: Asked, preview: Preview) -> tuple[str, ...]:
    """All that is to be known before it is begun, but for backups that give nothing."""
    what = _touched(asked, table.what, frozenset(preview.what))
    chain = chain_for(table=replace(table, what=what), moment=asked.moment)
    giving = {part.set_uuid for part in preview.parts}
    unused = [point.name for point in chain.points if point.set_uuid not in giving]
    said = [words for words in chain.warnings if not any(name in words for name in unused)]
    return tuple(dict.fromkeys([*said, *preview.warnings]))


def _touched(asked: Asked, what: Iterable[What], planned: frozenset[What]) -> tuple[What, ...]:
    """Also what a picked folder would hold, had the partial backups not left it out."""
    places = _places(asked.drive.site)
    known = {server for _, server in places}
    found = []
    for one in what:
        where = places.get(one, []) if one[1] in known else [server_folder(one[1])]
        if one in planned or any(_may_hold(pick, one, where) for pick in asked.picks):
            found.append(one)
    return tuple(found)


def _may_hold(pick: Pick, what: What, places: Iterable[bytes]) -> bool:
    if pick.data_type not in ("", what[0].slug) or pick.server not in ("", what[1]):
        return False
    return not pick.path or any(_meet(pick.path, place) for place in places)


def _meet(one: bytes, other: bytes) -> bool:
    """One of them is, or lies below, the other."""
    first, second = one + b"/", other + b"/"
    return first.startswith(second) or second.startswith(first)


def _places(site: Site) -> Places:
    """As the configuration puts them; of a server that it does not know nothing is sure."""
    found: dict[What, list[bytes]] = defaultdict(list)
    for source in Source.objects.filter(item__server__site=site).select_related("item__server"):
        what = source.item.in_catalogue.data_type, source.item.server.name
        found[what] += _places_of(source, server_folder(what[1]))
    return found


def _places_of(source: Source, server: bytes) -> list[bytes]:
    roots = walk_of(source.kind, source.settings).roots
    if not roots:
        return [server + b"/" + command_folder(source.item.slug)]
    return [server + os.fsencode(root).rstrip(b"/") for root in roots]
