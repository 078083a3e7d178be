"""The site's configuration as TOML text that imports to the same again."""

from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.models import Channel, Drive, EncryptionKey, Place, Pool, Schedule, Server, Site
from mmbackup.services.configuration.values import (
    Values,
    channel_values,
    drive_values,
    rule_values,
    schedule_values,
    server_values,
    settings_values,
    site_values,
    source_values,
    sources_of,
)
from mmbackup.services.preferences import preferences

_OPENING = (
    "mmbackup's configuration: one site's, and from [settings] on the whole installation's.",
    "docs/configuration.md tells what each key means. No secret is in it: the passwords, communities and",
    "addresses of channels, and the ping's address. Import keeps those that are there already; give the",
    "others in the portal (Alarming > Notifications, Administration > Settings).",
    "Check it with `python manage.py config check FILE`, take it in with `config import FILE`.",
)
LONGEST_LIST = 80


def export_configuration(*, site: Site) -> str:
    schedule = Schedule.objects.select_related("drive").get(site=site)
    document = tomlkit.document()
    for line in _OPENING:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    document["site"] = _table(**site_values(site))
    document["schedule"] = _table(**schedule_values(schedule))
    keys = usable_keys(site)
    if keys:
        document["keys"] = _tables([_table(name=key.name, public=key.public) for key in keys])
    document["pools"] = _tables([_pool(pool, keys) for pool in Pool.objects.filter(site=site)])
    places = Place.objects.filter(site=site)
    if places:
        document["places"] = _tables([_table(name=place.name, kind=place.kind) for place in places])
    document["drives"] = _tables([_table(**drive_values(drive)) for drive in Drive.objects.filter(site=site)])
    document["servers"] = _tables([_server(server) for server in Server.objects.filter(site=site)])
    document["settings"] = _table(**settings_values(preferences()))
    channels = Channel.objects.prefetch_related("rules")
    if channels:
        document["channels"] = _tables([_channel(channel) for channel in channels])
    return tomlkit.dumps(document)


def server_text(values: Values, sources: list[Values]) -> str:
    """One server's part of the file, to be put into one."""
    table = _table(**values)
    table["sources"] = _tables([_table(**source) for source in sources])
    document = tomlkit.document()
    document["servers"] = _tables([table])
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


def _channel(channel: Channel) -> Table:
    table = _table(**channel_values(channel))
    table["rules"] = _tables([_table(**rule_values(rule)) for rule in channel.rules.all()])
    return table


def _server(server: Server) -> Table:
    table = _table(**server_values(server))
    table["sources"] = _tables([_table(**source_values(source)) for source in sources_of(server)])
    return table
