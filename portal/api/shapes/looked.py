"""What somebody looked into: the checks of Diagnostics, the figures of Reports."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.timezone import localdate
from ninja import Schema
from pydantic import model_validator

from mmbackup.services.morning import Level
from mmbackup.services.reports.period import MOST_NIGHTS, Period
from portal.api.shapes.values import EARLIEST, LATEST, among

CheckLevel = Annotated[Level, among(Level)]
USUAL = 30  # nights


class FindingShape(Schema):
    level: CheckLevel
    sentence: str
    next_step: str


class CheckShape(Schema):
    """What one check found, the worst first."""

    check: str
    title: str
    level: CheckLevel
    findings: list[FindingShape]
    seconds: float


class NightsAsked(Schema):
    """Both are included; without them the last thirty nights."""

    first: date | None = None
    last: date | None = None

    @model_validator(mode="after")
    def _can_be_told(self) -> "NightsAsked":
        years = [day.year for day in (self.first, self.last) if day]
        if not all(EARLIEST <= year <= LATEST for year in years):
            raise ValueError(f"years are from {EARLIEST} to {LATEST}")
        if not 1 <= self.period.count <= MOST_NIGHTS:
            raise ValueError(f"ask for 1 to {MOST_NIGHTS} nights, in their order")
        return self

    @property
    def period(self) -> Period:
        last = self.last or localdate()
        return Period(self.first, last) if self.first else Period.ending(last, nights=USUAL)


class NightShape(Schema):
    """outcome is null while its run is under way. run is null where none is recorded; sizes in bytes."""

    on: date
    outcome: str | None
    run: UUID | None
    reason: str
    next_step: str
    drive: str
    medium: str
    began_at: datetime | None
    ended_at: datetime | None
    size_on_medium: int
    errors: int
    is_verified: bool
    is_made_up: bool


class NightsShape(Schema):
    """by_outcome: how many nights ended so."""

    nights: list[NightShape]
    verified: int
    made_up: int
    under_way: int
    by_outcome: dict[str, int]


class NightsToldShape(Schema):
    """The newest first. newest are a few nights, stretches all of them: such as 2026-11-01/2026-11-22."""

    count: int
    newest: list[date]
    oldest: date | None
    stretches: list[str]


class ReachShape(Schema):
    """How far back a data type of a server can be restored whole: the newest night that holds all of it."""

    data_type: str
    server: str
    newest_whole: date | None
    whole: NightsToldShape
    partial: NightsToldShape
    unverified: NightsToldShape
    out_of_reach: NightsToldShape

    @staticmethod
    def resolve_newest_whole(reach: Any) -> date | None:
        return reach.last.night if reach.last else None
