"""Settings of the installation, and a site's configuration as a file."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from mmbackup.models import Preferences
from portal.api.shapes.values import Clock, LongText, Name

LARGEST_FILE = 1 << 20
Names = Annotated[list[Name], Field(max_length=200)]


class SettingsShape(Schema):
    """log_retention_days null: as the environment says. has_ping: whether an outside watcher is asked for."""

    portal_address: str
    log_retention_days: int | None
    idle_minutes: int
    session_hours: int
    second_factor_for: list[str]
    digest_at: str
    has_ping: bool
    metrics_networks: list[str]

    @staticmethod
    def resolve_digest_at(row: Preferences) -> str:
        return f"{row.digest_at:%H:%M}"

    @staticmethod
    def resolve_has_ping(row: Preferences) -> bool:
        return bool(row.ping_address)


class SettingsChange(Schema):
    """ping_address counts as a secret: it is never told; empty, it is forgotten."""

    portal_address: Annotated[LongText, Field(max_length=200)] = ""
    log_retention_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    idle_minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    session_hours: Annotated[int, Field(ge=1, le=168)] = 12
    second_factor_for: Names = []
    digest_at: Clock = "07:00"
    ping_address: Annotated[LongText, Field(max_length=500)] = ""
    metrics_networks: Names = []


class FileWish(Schema):
    """text: a configuration file, TOML."""

    text: Annotated[str, Field(min_length=1, max_length=LARGEST_FILE)]


class TakenIn(FileWish):
    """seen: what the preview told of how it was."""

    seen: Annotated[str, Field(min_length=64, max_length=64)]


class DiffLineShape(Schema):
    """sign: + is added, - goes, a blank stays, … leaves lines out."""

    sign: str
    text: str


class PreviewShape(Schema):
    """seen goes along when the file is taken in. drives_gone: what is seen in them is forgotten."""

    lines: list[DiffLineShape]
    seen: str
    drives_gone: list[str]
