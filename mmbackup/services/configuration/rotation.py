"""The pools and places of a configuration: those it names are there afterwards, as it says, and no others."""

from collections.abc import Iterable

from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.models import Place, Pool, Site
from mmbackup.services.configuration.shape import Configuration, PlaceTable, PoolTable


def take_pools(site: Site, configuration: Configuration) -> None:
    """A pool that a drive names and nobody describes has a new pool's rules."""
    described = {pool.name: pool for pool in configuration.pools}
    named = dict.fromkeys([*described, *(name for drive in configuration.drives for name in drive.pools)])
    labelled = {drive.pool for drive in configuration.drives if drive.label_blank}
    Pool.objects.filter(site=site).exclude(name__in=list(named)).delete()
    for name in named:
        table = described.get(name) or PoolTable(name=name)
        rules = _rules(table, label_blank=bool(table.label_blank) or name in labelled)
        Pool.objects.update_or_create(site=site, name=name, defaults=rules)


def take_places(site: Site, tables: Iterable[PlaceTable]) -> None:
    """Media remember where they were brought, also when that place is no longer one."""
    tables = list(tables)
    Place.objects.filter(site=site).exclude(name__in=[table.name for table in tables]).delete()
    for table in tables:
        Place.objects.update_or_create(site=site, name=table.name, defaults={"kind": table.kind})


def _rules(table: PoolTable, *, label_blank: bool) -> dict[str, object]:
    return {
        "rotation": table.rotation,
        "retention_nights": table.retention_nights,
        "label_blank": label_blank,
        "night": WEEKDAYS.index(table.night),
        "replace_after_months": table.replace_after_months,
    }
