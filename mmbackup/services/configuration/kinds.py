"""What the kinds of drives, sources and servers say about their own keys."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mmbackup.engine.catalogue import ServerKind, items_of
from mmbackup.engine.media import registry as drive_kinds
from mmbackup.engine.sources import registry as source_kinds
from mmbackup.services.configuration.faults import Place, known_keys

Found = Iterator[tuple[Place, str]]
Settings = Mapping[str, Any]

_SETTING = re.compile(r"(?P<key>\w+)(?:\[(?P<number>\d+)\])?: (?P<reason>.*)", re.DOTALL)


def drive_faults(place: Place, kind: object, settings: Settings) -> Found:
    if _is_known(kind, list(drive_kinds.KINDS)):
        yield from _placed(place, drive_kinds.check_settings(str(kind), settings))
    elif isinstance(kind, str):
        yield (*place, "kind"), _unknown(kind, list(drive_kinds.KINDS))


def source_faults(place: Place, kind: object, settings: Settings) -> Found:
    if _is_known(kind, list(source_kinds.KINDS)):
        yield from _placed(place, source_kinds.check_settings(str(kind), settings))
    elif isinstance(kind, str):
        yield (*place, "kind"), _unknown(kind, list(source_kinds.KINDS))


def item_faults(place: Place, item: object, server_kind: object) -> Found:
    """An item that is no text, or a kind of server that is not known, has its own fault elsewhere."""
    if not isinstance(item, str) or server_kind not in list(ServerKind):
        return
    slugs = [known.slug for known in items_of(ServerKind(str(server_kind)))]
    if item not in slugs:
        hint = known_keys(item, slugs).removeprefix("not known here; ")
        yield (*place, "item"), f"{item!r} is no data item of an {server_kind}; {hint}"


def _is_known(kind: object, kinds: Sequence[str]) -> bool:
    return isinstance(kind, str) and kind in kinds


def _unknown(kind: str, kinds: Sequence[str]) -> str:
    return f"{kind!r} is {known_keys(kind, kinds)}"


def _placed(place: Place, faults: Sequence[str]) -> Found:
    """A kind's faults come as "key: reason" or "key[2]: reason"."""
    for fault in faults:
        found = _SETTING.fullmatch(fault)
        if found is None:
            yield place, fault
        elif found["number"]:
            yield (*place, found["key"], int(found["number"])), found["reason"]
        else:
            yield (*place, found["key"]), found["reason"]
