"""What is configured, as the values of the file's tables: what pages show, and what an edit begins from."""

from typing import Any

from mmbackup.engine.hosts.host import SSH_PORT
from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.engine.sources.port import DEFAULT_STALL_LIMIT, DEFAULT_TIME_LIMIT
from mmbackup.models import Channel, Drive, NoticeRule, Preferences, Schedule, Server, Site, Source
from mmbackup.services.notices.kinds import KINDS

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
    return {"name": server.name, "kind": server.kind, **_commands(server), **_way_there(server)}


def _way_there(server: Server) -> Values:
    """Of one that is not the backup server itself."""
    if not server.address:
        return {}
    port = {"port": server.port} if server.port != SSH_PORT else {}
    known = {"host_key": server.host_key} if server.host_key else {}
    slow = {"most_a_second": f"{server.most_a_second} B"} if server.most_a_second else {}
    return {"address": server.address, **port, "user": server.user, **known, **slow}


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


def settings_values(row: Preferences) -> Values:
    """Without the ping's address, which is a secret."""
    days = {"log_retention_days": row.log_retention_days} if row.log_retention_days else {}
    return {
        "portal_address": row.portal_address,
        **days,
        "idle_minutes": row.idle_minutes,
        "session_hours": row.session_hours,
        "second_factor_for": row.second_factor_for,
        "digest_at": f"{row.digest_at:%H:%M}",
        "metrics_networks": row.metrics_networks,
    }


def channel_values(channel: Channel) -> Values:
    """Without its secrets, and without its rules."""
    hidden = KINDS[channel.kind].secrets
    told = {key: each for key, each in channel.settings.items() if key not in hidden and each is not None}
    return {"name": channel.name, "kind": channel.kind, "enabled": channel.enabled, **told}


def rule_values(rule: NoticeRule) -> Values:
    """What is empty means all, and is left out."""
    days = [WEEKDAYS[day] for day in rule.weekdays]
    lists = {"levels": rule.levels, "codes": rule.codes, "sites": rule.sites, "weekdays": days}
    hours = {"from_at": rule.from_at, "until_at": rule.until_at}
    return {
        **{key: each for key, each in lists.items() if each},
        **{key: f"{at:%H:%M}" for key, at in hours.items() if at},
    }


def _commands(server: Server) -> Values:
    found: Values = {}
    if server.stop_command:
        found["stop"] = server.stop_command
    if server.start_command:
        found["start"] = server.start_command
    return {**found, "command_wait": server.command_wait} if found else {}


def _seconds(limit: float) -> float | int:
    return int(limit) if limit.is_integer() else limit
