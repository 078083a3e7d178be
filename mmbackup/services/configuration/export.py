"""The site's configuration as TOML text that imports to the same again."""

from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.engine.sources.port import DEFAULT_STALL_LIMIT, DEFAULT_TIME_LIMIT
from mmbackup.models import Drive, EncryptionKey, Place, Pool, Schedule, Server, Site, Source

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
    keys = usable_keys(site)
    if keys:
        document["keys"] = _tables([_table(name=key.name, public=key.public) for key in keys])
    document["pools"] = _tables([_pool(pool, keys) for pool in Pool.objects.filter(site=site)])
    places = Place.objects.filter(site=site)
    if places:
        document["places"] = _tables([_table(name=place.name, kind=place.kind) for place in places])
    document["drives"] = _tables([_drive(drive) for drive in Drive.objects.filter(site=site)])
    document["servers"] = _tables([_server(server) for server in Server.objects.filter(site=site)])
    return tomlkit.dumps(document)


def usable_keys(site: Site) -> list[EncryptionKey]:
    """A retired key is none of the configuration any more, one that is not confirmed none of it yet."""
    return [key for key in EncryptionKey.objects.filter(site=site) if key.is_usable]


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
        drill_enabled=schedule.drill_enabled,
        drill_weekday=WEEKDAYS[schedule.drill_weekday],
        drill_at=f"{schedule.drill_at:%H:%M}",
        verify_after_days=schedule.verify_after_days,
        **drive,
    )


def _pool(pool: Pool, keys: list[EncryptionKey]) -> Table:
    """Where there are keys, a pool says which are its own, and that it has none."""
    used = set(pool.keys.values_list("pk", flat=True))
    named = {"keys": [key.name for key in keys if key.pk in used]} if keys else {}
    return _table(
        name=pool.name,
        rotation=pool.rotation,
        retention_nights=pool.retention_nights,
        label_blank=pool.label_blank,
        night=WEEKDAYS[pool.night],
        replace_after_months=pool.replace_after_months,
        **named,
    )


def _drive(drive: Drive) -> Table:
    others = {"weekly_pool": drive.weekly_pool, "monthly_pool": drive.monthly_pool}
    named = {key: name for key, name in others.items() if name}
    return _table(name=drive.name, kind=drive.kind, pool=drive.pool, **named, **drive.settings)


def _server(server: Server) -> Table:
    table = _table(name=server.name, kind=server.kind, **_commands(server))
    sources = Source.objects.filter(item__server=server).select_related("item").order_by("item_id", "id")
    table["sources"] = _tables([_source(source) for source in sources])
    return table


def _commands(server: Server) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if server.stop_command:
        found["stop"] = server.stop_command
    if server.start_command:
        found["start"] = server.start_command
    return {**found, "command_wait": server.command_wait} if found else {}


def _source(source: Source) -> Table:
    limits = {}
    if source.time_limit != DEFAULT_TIME_LIMIT:
        limits["time_limit"] = _seconds(source.time_limit)
    if source.stall_limit != DEFAULT_STALL_LIMIT:
        limits["stall_limit"] = _seconds(source.stall_limit)
    return _table(item=source.item.slug, name=source.name, kind=source.kind, **source.settings, **limits)


def _seconds(limit: float) -> float | int:
    return int(limit) if limit.is_integer() else limit
