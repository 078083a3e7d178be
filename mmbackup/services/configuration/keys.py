"""The public keys of a configuration, and which pools are encrypted to them.

Keys are only ever added or renamed here: one that the file leaves out stays, as it was confirmed or retired,
and a pool of which the file says nothing keeps its keys. A file from before there were keys switches no
encryption off.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from mmbackup.models import EncryptionKey, Pool, Site
from mmbackup.services.configuration.faults import ConfigurationFaulty, Fault, Place
from mmbackup.services.configuration.lines import line_at
from mmbackup.services.configuration.shape import Configuration, KeyTable

IMPORTED_BY = "a configuration file"


def take_keys(site: Site, configuration: Configuration, lines: Mapping[Place, int], now: datetime) -> None:
    """Raise ConfigurationFaulty; the caller's transaction takes back what was changed."""
    taken = {
        table.name: _take(site, table, Fault(line_at(lines, ("keys", number)), ("keys", number), ""), now)
        for number, table in enumerate(configuration.keys)
    }
    faults = list(_faults(configuration, taken, lines))
    if faults:
        raise ConfigurationFaulty(faults)
    for pool in configuration.pools:
        if pool.keys is not None:
            Pool.objects.get(site=site, name=pool.name).keys.set([taken[name] for name in pool.keys])


def _take(site: Site, table: KeyTable, where: Fault, now: datetime) -> EncryptionKey:
    """Known by the key itself: what is known of it stays, but for its name."""
    namesake = EncryptionKey.objects.filter(site=site, name=table.name).exclude(public=table.public)
    if namesake.exists():
        reason = f"another key is named {table.name!r} here already"
        raise ConfigurationFaulty([Fault(where.line, where.place, reason)])
    key, is_new = EncryptionKey.objects.get_or_create(
        site=site,
        public=table.public,
        defaults={
            "name": table.name,
            "origin": EncryptionKey.Origin.IMPORTED,
            "made_at": now,
            "made_by": IMPORTED_BY,
            "confirmed_at": now,
        },
    )
    if not is_new and key.name != table.name:
        key.name = table.name
        key.save(update_fields=["name"])
    return key


def _faults(
    configuration: Configuration, taken: Mapping[str, EncryptionKey], lines: Mapping[Place, int]
) -> Iterator[Fault]:
    """A pool's new backups can only be encrypted to keys that may be used."""
    for number, pool in enumerate(configuration.pools):
        for which, name in enumerate(pool.keys or []):
            place = ("pools", number, "keys", which)
            if not taken[name].is_usable:
                state = "retired" if taken[name].retired_at else "not confirmed yet"
                yield Fault(line_at(lines, place), place, f"the key {name!r} is {state}")
