"""What an import of a configuration changed, told object by object in the Administration History."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from mmbackup.models import EncryptionKey, Place, Pool, Schedule, Server, Site
from mmbackup.services.configuration.values import (
    Values,
    drive_values,
    schedule_values,
    server_values,
    site_values,
    source_values,
    sources_of,
)
from mmbackup.services.history.remember_change import FieldChange, differences, remember_change
from mmbackup.services.media.pools import PoolRules

Objects = dict[str, Values]  # each by its kind and name, as in 'server MSS1'


def objects_of(site: Site | None) -> Objects:
    return dict(_objects(site)) if site is not None and site.pk else {}


def tell_import(*, site: Site, before: Objects, now: datetime) -> None:
    """Called in the transaction that makes it. Of a new site one line tells how much there is."""
    after = objects_of(site)
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    fields = [FieldChange("objects", len(before) or None, len(after))]
    what = f"configuration of {site.name}"
    remember_change(deed="configuration imported", subject=what, now=now, site=site, fields=fields)
    for name in changed if before else ():
        kind, old, new = name.partition(" ")[0], before.get(name), after.get(name)
        verb = "changed" if old and new else "added" if new else "removed"
        fields = differences(old or {}, new or {})
        remember_change(deed=f"{kind} {verb}", subject=name, now=now, site=site, fields=fields)


def _objects(site: Site) -> Iterator[tuple[str, Values]]:
    yield "site", site_values(site)
    for schedule in Schedule.objects.select_related("drive").filter(site=site):
        yield "schedule", schedule_values(schedule)
    for key in EncryptionKey.objects.filter(site=site):
        yield f"key {key.name}", {"public": key.public}
    for pool in Pool.objects.filter(site=site).prefetch_related("keys"):
        yield f"pool {pool.name}", {**asdict(PoolRules.of(pool)), "keys": sorted(map(str, pool.keys.all()))}
    for place in Place.objects.filter(site=site):
        yield f"place {place.name}", {"kind": place.kind}
    for drive in site.drives.all():
        yield f"drive {drive.name}", drive_values(drive)
    for server in Server.objects.filter(site=site):
        yield from _server(server)


def _server(server: Server) -> Iterator[tuple[str, Values]]:
    yield f"server {server.name}", server_values(server)
    for source in sources_of(server):
        yield f"source {server.name} / {source.item.slug} / {source.name}", source_values(source)
