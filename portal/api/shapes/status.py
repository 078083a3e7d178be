"""The morning, as `manage.py status --json` tells it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema

from mmbackup.services.morning import Level
from portal.api.shapes.values import among


class StatusRun(Schema):
    id: UUID
    state: str
    trigger: str
    outcome: str | None
    verdict: str | None
    medium: str | None
    started_at: datetime | None
    ended_at: datetime | None


class StatusAlarm(Schema):
    name: str
    level: str
    detail: str
    alarmed_at: datetime
    acknowledged_at: datetime | None


class StatusDrive(Schema):
    """Sizes in bytes."""

    name: str
    state: str
    medium: str | None
    pool: str | None
    capacity: int
    free: int
    write_protected: bool
    problem: str | None


class StatusShape(Schema):
    """run is the one the sentence speaks of."""

    site: str
    level: Annotated[Level, among(Level)]
    sentence: str
    next_step: str
    run: StatusRun | None
    last_ended_run: StatusRun | None
    next_run_at: datetime | None
    alarms: list[StatusAlarm]
    drives: list[StatusDrive]
