"""The site's configuration as TOML text that imports to the same again."""

from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.engine.sources.port import DEFAULT_STALL_LIMIT, DEFAULT_TIME_LIMIT
from mmbackup.models import Drive, Place, Pool, Schedule, Server, Site, Source

_OPENING = (
    "mmbackup's configuration of one site; docs/configuration.md tells what each key means.",
    "Check it with `python manage.py config check FILE`, take it in with `config import FILE`.",
)
LONGEST_LIST = 80


def export_configuration(*, site: Site) -> str:
    document = tomlkit.document()
    for line in _OPENING:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    document["site"] = _table(name=site.name, time_zone=site.time_zone)
    document["schedule"] = _schedule(Schedule.objects.select_related("drive").get(site=site))
    document["pools"] = _tables([_pool(pool) for pool in Pool.objects.filter(site=site)])
    places = Place.objects.filter(site=site)
    if places:
        document["places"] = _tables([_table(name=place.name, kind=place.kind) for place in places])
    document["drives"] = _tables([_drive(drive) for drive in Drive.objects.filter(site=site)])
    document["servers"] = _tables([_server(server) for server in Server.objects.filter(site=site)])
    return tomlkit.dumps(document)


def _table(**values: Any) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        table[key] = _lines(value) if isinstance(value, list) else value
    return table


def _lines(values: list[Any]) -> Any:
    """A long list has a line for each member."""
    members = tomlkit.array()
    for value in values:
        members.append(_inline(value) if isinstance(value, dict) else value)
    return members.multiline(multiline=len(members.as_string()) > LONGEST_LIST)


def _inline(values: dict[str, Any]) -> Any:
    table = tomlkit.inline_table()
    table.update(values)
    return table


def _tables(tables: list[Table]) -> AoT:
    array = tomlkit.aot()
    for table in tables:
        array.append(table)
    return array


def _schedule(schedule: Schedule) -> Table:
    drive = {"drive": schedule.drive.name} if schedule.drive else {}
    return _table(
        at=f"{schedule.at:%H:%M}",
        enabled=schedule.enabled,
        catch_up_hours=schedule.catch_up_hours,
        look_ahead_at=f"{schedule.look_ahead_at:%H:%M}",
        make_up_by_itself=schedule.make_up_by_itself,
        attended_wait_hours=schedule.attended_wait_hours,
        **drive,
    )


def _pool(pool: Pool) -> Table:
    return _table(
        name=pool.name,
        rotation=pool.rotation,
        retention_nights=pool.retention_nights,
        label_blank=pool.label_blank,
        night=WEEKDAYS[pool.night],
        replace_after_months=pool.replace_after_months,
    )


def _drive(drive: Drive) -> Table:
    others = {"weekly_pool": drive.weekly_pool, "monthly_pool": drive.monthly_pool}
    named = {key: name for key, name in others.items() if name}
    return _table(name=drive.name, kind=drive.kind, pool=drive.pool, **named, **drive.settings)


def _server(server: Server) -> Table:
    table = _table(name=server.name, kind=server.kind)
    sources = Source.objects.filter(item__server=server).select_related("item").order_by("item_id", "id")
    table["sources"] = _tables([_source(source) for source in sources])
    return table


def _source(source: Source) -> Table:
    limits = {}
    if source.time_limit != DEFAULT_TIME_LIMIT:
        limits["time_limit"] = _seconds(source.time_limit)
    if source.stall_limit != DEFAULT_STALL_LIMIT:
        limits["stall_limit"] = _seconds(source.stall_limit)
    return _table(item=source.item.slug, name=source.name, kind=source.kind, **source.settings, **limits)


def _seconds(limit: float) -> float | int:
    return int(limit) if limit.is_integer() else limit
