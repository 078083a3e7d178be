"""Servers and their sources. Secrets among a source's settings are left out."""

from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from mmbackup.models import Server, Source
from portal.api.shapes.values import Name, Text

SECRETS = ("password", "secret", "token", "passphrase")
Command = Annotated[list[Text], Field(max_length=100)]


class SourceShape(Schema):
    """How a data item is read. Limits in seconds."""

    id: int
    item: str
    name: str
    kind: str
    settings: dict[str, Any]
    time_limit: float
    stall_limit: float


class ServerShape(Schema):
    id: int
    name: str
    kind: str
    stop_command: list[str]
    start_command: list[str]
    command_wait: int
    sources: list[SourceShape]


class ServerWish(Schema):
    """kind: MSS or MAS. stop and start: the commands that stop and start its software, word by word."""

    name: Name
    kind: Name
    stop: Command | None = None
    start: Command | None = None
    command_wait: Annotated[int, Field(ge=1, le=86_400)] | None = None


class ServerMove(Schema):
    to: Literal["earlier", "later"]


class SourceWish(Schema):
    """item: the data item, as the configuration file names it. settings: those of the kind, such as roots."""

    item: Name
    name: Name
    kind: Name
    settings: dict[str, Any] = {}
    time_limit: Annotated[float, Field(gt=0, le=864_000)] | None = None
    stall_limit: Annotated[float, Field(gt=0, le=864_000)] | None = None


def server_shape(server: Server) -> dict[str, Any]:
    """Its items and sources are to be fetched before."""
    plain = ("id", "name", "kind", "stop_command", "start_command", "command_wait")
    sources = [_source(source, item.slug) for item in server.items.all() for source in item.sources.all()]
    return {**{name: getattr(server, name) for name in plain}, "sources": sources}


def _source(source: Source, item: str) -> dict[str, Any]:
    plain = ("id", "name", "kind", "time_limit", "stall_limit")
    told = {name: getattr(source, name) for name in plain}
    return {**told, "item": item, "settings": _without_secrets(source.settings)}


def _without_secrets(settings: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if not any(word in key.lower() for word in SECRETS)}
