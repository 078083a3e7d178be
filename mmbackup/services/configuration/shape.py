"""The shape of the configuration file: its tables, their keys, and what each key may hold."""

from datetime import time
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from mmbackup.engine.catalogue import ServerKind
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.encryption import checked_recipient
from mmbackup.engine.format.names import medium_name
from mmbackup.engine.format.set_account import MOST_RECIPIENTS
from mmbackup.engine.hosts.host import SSH_PORT
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.rotation.facts import Rotation
from mmbackup.engine.rotation.nights import WEEKDAYS
from mmbackup.engine.sources.port import DEFAULT_STALL_LIMIT, DEFAULT_TIME_LIMIT
from mmbackup.models import Medium
from mmbackup.services.configuration.faults import known_keys
from mmbackup.services.configuration.shape_of_installation import ChannelTable, SettingsTable
from mmbackup.services.configuration.sizes import size_in_bytes
from mmbackup.services.configuration.table import Clock, Table, one_of

ROTATIONS = [rotation.value for rotation in Rotation]
PLACE_KINDS = [Medium.Place.ON_SHELF.value, Medium.Place.IN_VAULT.value]

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


def _command(argv: list[str]) -> list[str]:
    if not argv or not all(argv) or any("\0" in word for word in argv):
        raise ValueError("must be a list of a program and its arguments, each a text of its own")
    return argv


Command = Annotated[list[str], AfterValidator(_command)]

# what stands on a command line of ssh: never an option, never a word of a shell
Address = Annotated[str, StringConstraints(max_length=253, pattern=r"^[A-Za-z0-9:][A-Za-z0-9.:_%-]*$")]
UserName = Annotated[str, StringConstraints(max_length=63, pattern=r"^[A-Za-z0-9_][A-Za-z0-9._@-]*$")]
HostKey = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[a-z0-9@.-]+ [A-Za-z0-9+/]+=*$")]


class SiteTable(Table):
    name: SiteName
    time_zone: str = "UTC"

    @field_validator("time_zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"{zone!r} is not an IANA name such as Europe/Berlin")
        return zone


class ScheduleTable(Table):
    at: Clock = time(3, 5)
    enabled: bool = True
    catch_up_hours: int = Field(default=6, ge=0, le=23)
    look_ahead_at: Clock = time(15, 0)
    make_up_by_itself: bool = False
    attended_wait_hours: int = Field(default=24, ge=1, le=720)
    drill_enabled: bool = True
    drill_weekday: str = "Sunday"
    drill_at: Clock = time(10, 0)
    verify_after_days: int = Field(default=30, ge=0, le=3650)
    drive: str

    @field_validator("drill_weekday")
    @classmethod
    def _weekday(cls, night: str) -> str:
        return one_of(night, WEEKDAYS)


class KeyTable(Table):
    name: Name
    public: str

    @field_validator("public")
    @classmethod
    def _public(cls, public: str) -> str:
        try:
            return checked_recipient(public)
        except FormatError as error:
            raise ValueError(str(error)) from error


class PoolTable(Table):
    """label_blank and keys are None where the table says nothing of them: a drive may say the first, and a
    pool keeps its keys."""

    name: NameOnMedium
    rotation: str = "alternate"
    retention_nights: int = Field(default=0, ge=0, le=3650)
    label_blank: bool | None = None
    night: str = "Sunday"
    replace_after_months: int = Field(default=12, ge=0, le=1200)
    keys: list[str] | None = Field(default=None, max_length=MOST_RECIPIENTS)

    @field_validator("rotation")
    @classmethod
    def _rotation(cls, rotation: str) -> str:
        return one_of(rotation, ROTATIONS)

    @field_validator("night")
    @classmethod
    def _weekday(cls, night: str) -> str:
        return one_of(night, WEEKDAYS)


class PlaceTable(Table):
    name: Name
    kind: str = "on shelf"

    @field_validator("kind")
    @classmethod
    def _kind(cls, kind: str) -> str:
        return one_of(kind, PLACE_KINDS)


class MediumTable(Table):
    name: NameOnMedium
    capacity: str

    @field_validator("capacity")
    @classmethod
    def _size(cls, capacity: str) -> str:
        size_in_bytes(capacity)
        return capacity


class DriveTable(Table):
    """settings are the kind's own keys; media are for emulated drives alone; label_blank is the pool's."""

    name: Name
    kind: str
    pool: NameOnMedium = "nightly"
    weekly_pool: NameOnMedium | None = None
    monthly_pool: NameOnMedium | None = None
    label_blank: bool | None = None
    settings: dict[str, Any] = {}
    media: list[MediumTable] = []

    @property
    def spec(self) -> DriveSpec:
        return DriveSpec(self.name, self.kind, self.pool, self.settings, bool(self.label_blank))

    @property
    def pools(self) -> tuple[str, ...]:
        return tuple(name for name in (self.pool, self.weekly_pool, self.monthly_pool) if name)


class SourceTable(Table):
    """settings are the kind's own keys."""

    item: str
    name: Name
    kind: str
    time_limit: Seconds = DEFAULT_TIME_LIMIT
    stall_limit: Seconds = DEFAULT_STALL_LIMIT
    settings: dict[str, Any] = {}


class ServerTable(Table):
    name: Name
    kind: ServerKind
    stop: Command | None = None
    start: Command | None = None
    command_wait: int = Field(default=60, ge=1, le=3600)
    address: Address | None = None
    port: int = Field(default=SSH_PORT, ge=1, le=65535)
    user: UserName | None = None
    host_key: HostKey | None = None
    most_a_second: str | None = None
    sources: list[SourceTable] = []

    @field_validator("most_a_second")
    @classmethod
    def _size(cls, size: str | None) -> str | None:
        if size is not None:
            size_in_bytes(size)
        return size

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.address and not self.user:
            raise ValueError("user: is missing; it is who reads on the host at that address")
        if not self.address and (self.user or self.host_key or self.most_a_second):
            raise ValueError(
                "address: is missing; without one the server is this machine, and nobody is asked"
            )
        return self

    @field_validator("kind", mode="before")
    @classmethod
    def _known(cls, kind: object) -> ServerKind:
        known = [known.value for known in ServerKind]
        if kind not in known:
            raise ValueError(known_keys(str(kind), known))
        return ServerKind(kind)


class Configuration(Table):
    """A whole one, checked. Of the installation, settings and channels, a file may say nothing."""

    site: SiteTable
    schedule: ScheduleTable
    keys: list[KeyTable] = []
    pools: list[PoolTable] = []
    places: list[PlaceTable] = []
    drives: list[DriveTable]
    servers: list[ServerTable]
    settings: SettingsTable | None = None
    channels: list[ChannelTable] = []
