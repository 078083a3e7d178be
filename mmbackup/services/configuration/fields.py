"""What a checked table of a configuration means for the fields of its row."""

from typing import Any

from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.models import Drive
from mmbackup.services.configuration.shape import DriveTable, ScheduleTable, ServerTable, SourceTable
from mmbackup.services.configuration.sizes import size_in_bytes

Fields = dict[str, Any]


def drive_fields(table: DriveTable) -> Fields:
    """But for its name."""
    settings = dict(table.settings)
    if table.media:
        settings["media"] = [medium.model_dump() for medium in table.media]
    return {
        "kind": table.kind,
        "pool": table.pool,
        "weekly_pool": table.weekly_pool or "",
        "monthly_pool": table.monthly_pool or "",
        "settings": settings,
    }


def schedule_fields(table: ScheduleTable, drive: Drive) -> Fields:
    weekday = WEEKDAYS.index(table.drill_weekday)
    return {**table.model_dump(), "drill_weekday": weekday, "drive": drive}


def server_fields(table: ServerTable) -> Fields:
    """But for its name and its sources."""
    return {
        "kind": table.kind,
        "stop_command": table.stop or [],
        "start_command": table.start or [],
        "command_wait": table.command_wait,
        "address": table.address or "",
        "port": table.port,
        "user": table.user or "",
        "host_key": table.host_key or "",
        "most_a_second": size_in_bytes(table.most_a_second) if table.most_a_second else 0,
    }


def source_fields(table: SourceTable) -> Fields:
    """But for its item."""
    return table.model_dump(exclude={"item"})
