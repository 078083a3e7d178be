"""Restores: what can be had back, what is asked for, what a plan says; verifications and drills."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from mmbackup.engine.catalogue import DataType
from mmbackup.models import Run
from portal.api.shapes.runs import RunShape
from portal.api.shapes.values import LongText, Name, Text, When


class CellShape(Schema):
    """How much of one data type of one server a backup holds; size in bytes."""

    data_type: str
    server: str
    files: int
    saved_files: int
    size: int
    is_whole: bool

    @staticmethod
    def resolve_data_type(cell: Any) -> str:
        kind: DataType = cell.data_type
        return kind.slug


class PointMediumShape(Schema):
    """trouble: why it is not to be relied on; empty when all is well."""

    uuid: str
    name: str
    part: int
    place: str
    trouble: str


class PointShape(Schema):
    """A backup that still lies on its media, and what it could bring back."""

    set: str
    name: str
    night: date
    at: datetime
    media: list[PointMediumShape]
    cells: list[CellShape]
    is_verified: bool
    is_finished: bool
    is_encrypted: bool
    is_indexed: bool
    errors: int
    damage: str
    site: str

    @staticmethod
    def resolve_set(point: Any) -> str:
        return str(point.set_uuid)

    @staticmethod
    def resolve_site(point: Any) -> str:
        return str(point.site_name)


class EntryShape(Schema):
    """path is escaped where it is no plain text; so it is given back when it is picked."""

    path: str
    name: str
    is_folder: bool
    kind: str
    data_type: str
    server: str
    files: int
    size: int
    changed_at: datetime | None
    set: str
    medium: str


class PlaceShape(Schema):
    """A folder or file, as it is picked."""

    server: str
    path: str


class SubscriberShape(Schema):
    """All that is somebody's. Pick each of the places to restore it."""

    name: str
    files: int
    size: int
    newest_at: datetime | None
    places: list[PlaceShape]


class PickWish(Schema):
    """All that agrees with each field that is not empty; path takes all below it too."""

    data_type: Text = ""
    server: Text = ""
    path: LongText = ""


class RestoreWish(Schema):
    """What is restored, as of which moment (null: the newest), and where to.

    set: from this backup alone. existing: what becomes of files that are there already. In place is for
    administrators, and confirm is then to be the server's name, or "in place" where they are several.
    """

    picks: Annotated[list[PickWish], Field(min_length=1, max_length=10_000)]
    moment: When | None = None
    set: UUID | None = None
    target: Literal["folder", "in place"] = "folder"
    folder: Annotated[LongText, Field(max_length=1_000)] = ""
    existing: Literal["keep", "replace", "set aside"] = "keep"
    dry_run: bool = False
    stop_software: bool = False
    drive: Name | None = None
    confirm: Text = ""


class NeededShape(Schema):
    """A medium that is needed, in the order in which it is asked for. size in bytes."""

    number: int
    set: str
    medium_uuid: str
    medium: str
    files: int
    size: int
    is_encrypted: bool


class PlanShape(Schema):
    """free: bytes at the folder, null where that is not known. confirm: what a restore in place asks for."""

    files: int
    size: int
    needed: list[NeededShape]
    servers: list[str]
    warnings: list[str]
    stops: list[str]
    needs_key: bool
    free: int | None
    confirm: str


class RestoreShape(RunShape):
    """A restore's run, and what it was asked for."""

    target: str = Field(alias="restore.target")
    folder: str = Field(alias="restore.folder")
    existing: str = Field(alias="restore.existing")
    dry_run: bool = Field(alias="restore.dry_run")
    needs_key: bool = Field(alias="restore.needs_key")
    waits_for_key: bool = Field(alias="restore.waits_for_key")
    media: list[dict[str, Any]]

    @staticmethod
    def resolve_media(run: Run) -> list[dict[str, Any]]:
        keys = ("number", "set_name", "medium_name", "medium_uuid", "files", "size", "done", "encrypted")
        return [{key: part[key] for key in keys} for part in run.restore.parts]


class CheckWish(Schema):
    """sets: uuids of those on the medium in the drive; none: all that lies on it."""

    drive: Name | None = None
    sets: Annotated[list[UUID], Field(max_length=1_000)] = []


class DrillWish(Schema):
    """set: to restore from; without it the newest on the medium in the drive."""

    drive: Name | None = None
    set: UUID | None = None


class CheckResult(Schema):
    """damaged names the first thousand files, and the other media that still have each."""

    set: str
    part: int
    name: str
    ok: bool
    problem: str
    damaged_files: int
    damaged: list[dict[str, Any]]


class CheckShape(RunShape):
    """A verification's run, and what it found."""

    results: list[CheckResult] = Field(alias="check_made.results")


class DrillShape(RunShape):
    """A drill's run, and what came of it. opened: by kind, how many were opened and how many failed."""

    set_name: str = Field(alias="drill.set_name")
    restored_files: int = Field(alias="drill.files")
    compared: int = Field(alias="drill.compared")
    opened: dict[str, list[int]] = Field(alias="drill.opened")
    drill_needs_key: bool = Field(alias="drill.needs_key")
    proven_at: datetime | None = Field(alias="drill.proven_at")
