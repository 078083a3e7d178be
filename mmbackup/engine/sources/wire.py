"""A source as it is sent to the readers: plain values that marshal knows."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mmbackup.engine.catalogue import DATA_ITEMS, DataType, ServerKind, data_item
from mmbackup.engine.hosts.host import Host
from mmbackup.engine.sources.channel import Message
from mmbackup.engine.sources.port import SourceSpec


@dataclass(frozen=True, slots=True)
class WireSource:
    """rank orders the files of System data by item; spool is where a command's output is kept."""

    spec: SourceSpec
    rank: int
    spool: str

    @property
    def spool_folder(self) -> str:
        return os.path.dirname(self.spool)

    @property
    def kind(self) -> str:
        return self.spec.kind

    @property
    def settings(self) -> Mapping[str, object]:
        return self.spec.settings


def pack(sources: Sequence[SourceSpec], spool_folder: str) -> Message:
    """The message every reader gets first."""
    return (
        "sources",
        spool_folder,
        [
            (
                spec.server,
                spec.item.server_kind.value,
                spec.item.slug,
                spec.name,
                spec.kind,
                _plain(spec.settings),
                tuple(spec.host) if spec.host else None,
                spec.stall_limit,
            )
            for spec in sources
        ],
    )


def unpack(message: Message) -> list[WireSource]:
    _, spool_folder, packed = message
    return [_unpack_one(number, spool_folder, fields) for number, fields in enumerate(packed)]


def _unpack_one(number: int, spool_folder: str, fields: tuple[Any, ...]) -> WireSource:
    server, server_kind, slug, name, kind, settings, host, stall_limit = fields
    item = data_item(ServerKind(server_kind), slug)
    # Names and Messages go newest first over all servers and items, System data item by item
    rank = DATA_ITEMS.index(item) if item.data_type is DataType.SYSTEM else 0
    there = Host(*host) if host else None
    spec = SourceSpec(server, item, name, kind, settings, stall_limit=stall_limit, host=there)
    return WireSource(spec, rank, f"{spool_folder}/output-{number}")


def _plain(settings: Mapping[str, object]) -> dict[str, object]:
    return {key: list(value) if isinstance(value, list | tuple) else value for key, value in settings.items()}
