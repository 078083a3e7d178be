"""The shape of the configuration file: its tables, their keys, and what each key may hold."""

import re
from datetime import time
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import medium_name
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.sources.port import DEFAULT_STALL_LIMIT, DEFAULT_TIME_LIMIT
from mmbackup.services.configuration.faults import known_keys

_UNITS = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS |= {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([kKMGT]i?B|B)")

# names become parts of paths on the medium: no slash, no dot in front, nothing that moves a cursor
Name = Annotated[str, StringConstraints(max_length=63, pattern=r"^[^./\s\p{C}][^/\p{C}]*$")]
SiteName = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\s\p{C}][^\p{C}]*$")]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def _fit_for_a_medium(name: str) -> str:
    try:
        return medium_name(name)
    except FormatError as error:
        raise ValueError(str(error)) from error


NameOnMedium = Annotated[str, AfterValidator(_fit_for_a_medium)]


def size_in_bytes(text: str) -> int:
    """Raise ValueError for what is not a size such as "4.7 GB"."""
    found = _SIZE.fullmatch(text)
    if found is None or found[2] not in _UNITS:
        raise ValueError('must be a size such as "4.7 GB" or "60 MB"')
    size = round(float(found[1]) * _UNITS[found[2]])
    if size == 0:
        raise ValueError("must be more than nothing")
    return size


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SiteTable(_Table):
    name: SiteName
    time_zone: str = "UTC"

    @field_validator("time_zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"{zone!r} is not an IANA name such as Europe/Berlin")
        return zone


class ScheduleTable(_Table):
    at: time = time(3, 5)
    enabled: bool = True
    catch_up_hours: int = Field(default=6, ge=0, le=23)
    drive: str

    @field_validator("at", mode="before")
    @classmethod
    def _clock(cls, at: object) -> time:
        if isinstance(at, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", at):
            return time.fromisoformat(at)
        raise ValueError('must be a time of day such as "03:05"')


class MediumTable(_Table):
    name: NameOnMedium
    capacity: str

    @field_validator("capacity")
    @classmethod
    def _size(cls, capacity: str) -> str:
        size_in_bytes(capacity)
        return capacity


class DriveTable(_Table):
    """settings are the kind's own keys; media are for emulated drives alone."""

    name: Name
    kind: str
    pool: NameOnMedium = "nightly"
    label_blank: bool = False
    settings: dict[str, Any] = {}
    media: list[MediumTable] = []

    @property
    def spec(self) -> DriveSpec:
        return DriveSpec(self.name, self.kind, self.pool, self.settings, self.label_blank)


class SourceTable(_Table):
    """settings are the kind's own keys."""

    item: str
    name: Name
    kind: str
    time_limit: Seconds = DEFAULT_TIME_LIMIT
    stall_limit: Seconds = DEFAULT_STALL_LIMIT
    settings: dict[str, Any] = {}


class ServerTable(_Table):
    name: Name
    kind: ServerKind
    sources: list[SourceTable] = []

    @field_validator("kind", mode="before")
    @classmethod
    def _known(cls, kind: object) -> ServerKind:
        known = [known.value for known in ServerKind]
        if kind not in known:
            raise ValueError(known_keys(str(kind), known))
        return ServerKind(kind)


class Configuration(_Table):
    """A whole one, checked."""

    site: SiteTable
    schedule: ScheduleTable
    drives: list[DriveTable]
    servers: list[ServerTable]
