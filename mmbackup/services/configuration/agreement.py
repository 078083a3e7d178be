"""What the tables of a configuration must agree on with each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mmbackup.engine.sources.registry import why_not_here
from mmbackup.services.configuration.faults import Place
from mmbackup.services.configuration.shape import Configuration, DriveTable, ServerTable

Found = Iterator[tuple[Place, str]]


def disagreements(configuration: Configuration) -> Found:
    """Tables that are faulty in themselves (None) are passed over."""
    drives, servers = configuration.drives, configuration.servers
    pools, places = configuration.pools, configuration.places
    yield from _twice(((("pools", n, "name"), pool.name) for n, pool in _whole(pools)), "a pool")
    yield from _twice(((("places", n, "name"), place.name) for n, place in _whole(places)), "a place")
    yield from _twice(((("drives", n, "name"), drive.name) for n, drive in _whole(drives)), "a drive")
    yield from _twice(((("servers", n, "name"), server.name) for n, server in _whole(servers)), "a server")
    yield from _twice(((("keys", n, "name"), key.name) for n, key in _whole(configuration.keys)), "a key")
    channels = _whole(configuration.channels)
    yield from _twice(((("channels", n, "name"), channel.name) for n, channel in channels), "a channel")
    yield from _hours(configuration)
    yield from _twice(
        ((("keys", n, "public"), key.public) for n, key in _whole(configuration.keys)), "the key"
    )
    yield from _scheduled_drive(configuration)
    yield from _keys_of_pools(configuration)
    for number, drive in _whole(drives):
        yield from _media(("drives", number, "media"), drive)
        yield from _pools_apart(("drives", number), drive)
    yield from _label_blank(configuration)
    yield from _places_apart(drives)
    for number, server in _whole(servers):
        yield from _switched(("servers", number), server)
        yield from _sources(("servers", number, "sources"), server)


def _whole(tables: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    return ((number, table) for number, table in enumerate(tables) if table is not None)


def _twice(names: Iterable[tuple[Place, str]], what: str) -> Found:
    seen = set()
    for place, name in names:
        if name in seen:
            yield place, f"{what} named {name!r} stands above already"
        seen.add(name)


def _hours(configuration: Configuration) -> Found:
    for number, channel in _whole(configuration.channels):
        for which, rule in _whole(channel.rules):
            if (rule.from_at is None) != (rule.until_at is None):
                yield ("channels", number, "rules", which), "give both from_at and until_at, or neither"


def _scheduled_drive(configuration: Configuration) -> Found:
    schedule, drives = configuration.schedule, configuration.drives
    names = [drive.name for _, drive in _whole(drives)]
    if schedule and None not in drives and schedule.drive not in names:
        yield ("schedule", "drive"), f"there is no drive named {schedule.drive!r} in this file"


def _pools_apart(place: Place, drive: DriveTable) -> Found:
    for key, others in (("weekly_pool", drive.pools[:1]), ("monthly_pool", drive.pools[:-1])):
        name = getattr(drive, key)
        if name is not None and name in others:
            yield (*place, key), f"{name!r} is another pool of this drive already; sets are to be kept apart"


def _places_apart(drives: Sequence[Any]) -> Found:
    """Two drives in one place would take each other's media, each with a lock of its own."""
    seen: dict[str, str] = {}
    for number, drive in _whole(drives):
        key, where = place_of(drive.settings)
        if where in seen:
            yield ("drives", number, key), f"{where!r} is where the drive {seen[where]!r} is already"
        elif where:
            seen[where] = drive.name


def place_of(settings: Mapping[str, Any]) -> tuple[str, str]:
    """The key that says where a drive is, and what it says; empty when that is faulty in itself."""
    key = "device" if "device" in settings else "path"
    where = settings.get(key)
    return key, where.rstrip("/") if isinstance(where, str) else ""


def _label_blank(configuration: Configuration) -> Found:
    """A pool has one word on it, wherever that stands."""
    said = {pool.name: pool.label_blank for _, pool in _whole(configuration.pools)}
    for number, drive in _whole(configuration.drives):
        before = said.get(drive.pool)
        if None not in (before, drive.label_blank) and before != drive.label_blank:
            word = "true" if before else "false"
            yield ("drives", number, "label_blank"), f"of the pool {drive.pool!r} it is said above: {word}"
        elif drive.label_blank is not None:
            said[drive.pool] = drive.label_blank


def _keys_of_pools(configuration: Configuration) -> Found:
    """A key that is faulty in itself has its own fault."""
    if None in configuration.keys:
        return
    known = {key.name for key in configuration.keys}
    for number, pool in _whole(configuration.pools):
        for which, name in enumerate(pool.keys or []):
            if name not in known:
                yield ("pools", number, "keys", which), f"there is no key named {name!r} in this file"


def _switched(place: Place, server: ServerTable) -> Found:
    """What a restore stops, it must be able to start again."""
    if server.stop and not server.start:
        yield (*place, "stop"), "what is stopped must be started again: give start too"


def _media(place: Place, drive: DriveTable) -> Found:
    if drive.media and drive.kind != "emulated":
        yield place, "only an emulated drive has its media here"
    names = (((*place, number, "name"), medium.name) for number, medium in _whole(drive.media))
    yield from _twice(names, "a medium")


def _sources(place: Place, server: ServerTable) -> Found:
    """A source's name is its own within its item."""
    seen = set()
    for number, source in _whole(server.sources):
        if (source.item, source.name) in seen:
            yield (
                (*place, number, "name"),
                f"a source named {source.name!r} of this item stands above already",
            )
        seen.add((source.item, source.name))
        if not server.address and (why := why_not_here(source.kind)):
            yield (*place, number, "kind"), why
