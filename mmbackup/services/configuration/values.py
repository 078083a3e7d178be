"""What is configured, as the values of the file's tables: what pages show, and what an edit begins from."""

from typing import Any

from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.engine.sources.port import DEFAULT_STALL_LIMIT, DEFAULT_TIME_LIMIT
from mmbackup.models import Drive, Schedule, Server, Site, Source

Values = dict[str, Any]


def site_values(site: Site) -> Values:
    return {"name": site.name, "time_zone": site.time_zone}


def schedule_values(schedule: Schedule) -> Values:
    drive = {"drive": schedule.drive.name} if schedule.drive else {}
    return {
        "at": f"{schedule.at:%H:%M}",
        "enabled": schedule.enabled,
        "catch_up_hours": schedule.catch_up_hours,
        "look_ahead_at": f"{schedule.look_ahead_at:%H:%M}",
        "make_up_by_itself": schedule.make_up_by_itself,
        "attended_wait_hours": schedule.attended_wait_hours,
        "drill_enabled": schedule.drill_enabled,
        "drill_weekday": WEEKDAYS[schedule.drill_weekday],
        "drill_at": f"{schedule.drill_at:%H:%M}",
        "verify_after_days": schedule.verify_after_days,
        **drive,
    }


def drive_values(drive: Drive) -> Values:
    others = {"weekly_pool": drive.weekly_pool, "monthly_pool": drive.monthly_pool}
    named = {key: name for key, name in others.items() if name}
    return {"name": drive.name, "kind": drive.kind, "pool": drive.pool, **named, **drive.settings}


def server_values(server: Server) -> Values:
    """Without its sources."""
    return {"name": server.name, "kind": server.kind, **_commands(server)}


def sources_of(server: Server) -> list[Source]:
    """In the order in which they are read."""
    found = Source.objects.filter(item__server=server).select_related("item")
    return list(found.order_by("item_id", "id"))


def source_values(source: Source) -> Values:
    limits = {}
    if source.time_limit != DEFAULT_TIME_LIMIT:
        limits["time_limit"] = _seconds(source.time_limit)
    if source.stall_limit != DEFAULT_STALL_LIMIT:
        limits["stall_limit"] = _seconds(source.stall_limit)
    own = {"item": source.item.slug, "name": source.name, "kind": source.kind}
    return {**own, **source.settings, **limits}


def _commands(server: Server) -> Values:
    found: Values = {}
    if server.stop_command:
        found["stop"] = server.stop_command
    if server.start_command:
        found["start"] = server.start_command
    return {**found, "command_wait": server.command_wait} if found else {}


def _seconds(limit: float) -> float | int:
    return int(limit) if limit.is_integer() else limit
