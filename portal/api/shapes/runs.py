"""Runs and their logs."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Log, Run
from portal.api.shapes.values import Name, among

Kind = Annotated[Run.Kind, among(Run.Kind)]
State = Annotated[Run.State, among(Run.State)]
LogKind = Annotated[Log.Kind, among(Log.Kind)]
Ended = Annotated[Outcome, among(Outcome)]


class TallyShape(Schema):
    """Sizes in bytes."""

    data_type: str
    server: str
    files: int
    size: int
    saved_files: int
    saved_size: int


class RunShape(Schema):
    """outcome, verdict and ended_at come at its end. waits_for: what is asked of people while it waits."""

    id: UUID
    kind: Kind
    state: State
    phase: str
    trigger: str
    outcome: str | None
    verdict: str
    reason: str
    next_step: str
    drive: str = Field(alias="drive_name")
    medium: str = Field(alias="medium_name")
    night: date | None
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    asked_by: str
    cancel_asked: bool
    part: int
    waits_for: str
    waits_until: datetime | None
    refusal: str
    files: int
    files_total: int
    size: int
    size_total: int
    size_on_medium: int
    errors: int
    tallies: list[TallyShape]
    has_log: bool

    @staticmethod
    def resolve_outcome(run: Run) -> str | None:
        return run.outcome or None

    @staticmethod
    def resolve_has_log(run: Run) -> bool:
        return hasattr(run, "log")


class AttendedWish(Schema):
    """Empty lists: all there is. drive: its name; without it the nightly backup's."""

    servers: list[Name] = Field(default=[], max_length=100)
    data_types: list[Name] = Field(default=[], max_length=10)
    drive: Name | None = None


class LogShape(Schema):
    """size in bytes."""

    run: UUID = Field(alias="run_id")
    kind: LogKind
    written_at: datetime
    lines: int
    size: int
    outcome: str = Field(alias="run.outcome")
    verdict: str = Field(alias="run.verdict")


class LinesShape(Schema):
    """first counts from 1. next: where it goes on; null at the end."""

    first: int
    lines: list[str]
    total: int
    next: str | None
