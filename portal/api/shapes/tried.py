"""What was tried and counted before it is relied on."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from mmbackup.models import SourceTest, Survey
from portal.api.shapes.runs import TallyShape
from portal.api.shapes.servers import SourceWish
from portal.api.shapes.values import GREATEST, Name, among

TestState = Annotated[SourceTest.State, among(SourceTest.State)]
SurveyState = Annotated[Survey.State, among(Survey.State)]
Names = Annotated[list[Name], Field(max_length=1_000)]


class TestWish(SourceWish):
    """source: the one of this server whose place it would take."""

    source: Annotated[int, Field(ge=1, le=GREATEST)] | None = None


class TestShape(Schema):
    """names: the newest files found; lines: what a command says first. Sizes in bytes."""

    id: UUID
    state: TestState
    asked_at: datetime
    asked_by: str
    started_at: datetime | None
    ended_at: datetime | None
    files: int
    size: int
    newest: datetime | None
    oldest: datetime | None
    names: list[dict[str, Any]]
    lines: list[str]
    errors: list[Any]
    error_count: int
    ended_early: str
    problem: str


class SurveyWish(Schema):
    """Empty: all."""

    servers: Names = []
    data_types: Names = []


class SurveyShape(Schema):
    """problem is empty unless it failed."""

    id: UUID
    state: SurveyState
    servers: list[str]
    data_types: list[str]
    asked_at: datetime
    ended_at: datetime | None
    tallies: list[TallyShape]
    problem: str
