"""The state of an attended backup as text: JSON, so that a newer mmbackup reads what an older one left."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from mmbackup.engine.catalogue import DataType, ServerKind, data_item
from mmbackup.engine.events import PartWritten
from mmbackup.engine.format.json_text import moment_text
from mmbackup.engine.hosts.host import Host
from mmbackup.engine.operations.attended.shapes import Begun, Facts, Proven, State
from mmbackup.engine.sources.port import SourceSpec
from mmbackup.engine.tally import Tally

_VERSION = 1


def state_text(state: State) -> bytes:
    fields = {
        "version": _VERSION,
        "set_uuid": state.set_uuid,
        "started_at": moment_text(state.started_at),
        "sources": [_source_fields(spec) for spec in state.sources],
        "saved": state.saved,
        "left": state.left,
        "errors": state.errors,
        "dropped": state.dropped,
        "folders_due": state.folders_due,
        "begun": [asdict(begun) | {"path": begun.path.hex()} for begun in state.begun],
        "parts": [asdict(proven) | {"part": _part_fields(proven.part)} for proven in state.parts],
    }
    return (json.dumps(fields, indent=1) + "\n").encode()


def state_of(text: bytes) -> State:
    """KeyError, TypeError or ValueError for a text that is not one."""
    fields = json.loads(text)
    if fields["version"] != _VERSION:
        raise ValueError(f"version {fields['version']}")
    return State(
        set_uuid=fields["set_uuid"],
        started_at=datetime.fromisoformat(fields["started_at"]),
        sources=tuple(map(_source, fields["sources"])),
        saved=tuple((files, size) for files, size in fields["saved"]),
        left=tuple((files, size) for files, size in fields["left"]),
        errors=fields["errors"],
        dropped=tuple(fields["dropped"]),
        folders_due=tuple(fields["folders_due"]),
        begun=tuple(map(_begun, fields["begun"])),
        parts=tuple(map(_proven, fields["parts"])),
    )


def _source_fields(spec: SourceSpec) -> dict[str, Any]:
    return {
        "server": spec.server,
        "server_kind": spec.item.server_kind.value,
        "item": spec.item.slug,
        "name": spec.name,
        "kind": spec.kind,
        "settings": dict(spec.settings),
        "time_limit": spec.time_limit,
        "stall_limit": spec.stall_limit,
        "host": spec.host and spec.host._asdict(),
    }


def _source(fields: dict[str, Any]) -> SourceSpec:
    item = data_item(ServerKind(fields.pop("server_kind")), fields.pop("item"))
    host = fields.pop("host", None)  # of an older mmbackup there is none
    return SourceSpec(item=item, host=host and Host(**host), **fields)


def _part_fields(part: PartWritten) -> dict[str, Any]:
    tallies = [tally._asdict() | {"data_type": tally.data_type.slug} for tally in part.tallies]
    return asdict(part) | {"tallies": tallies, "verified_at": moment_text(part.verified_at)}


def _proven(fields: dict[str, Any]) -> Proven:
    part = fields.pop("part")
    part["tallies"] = tuple(
        Tally(DataType.from_slug(tally.pop("data_type")), **tally) for tally in part["tallies"]
    )
    part["recipients"] = tuple(part.get("recipients", ()))
    part["verified_at"] = datetime.fromisoformat(part["verified_at"])
    return Proven(PartWritten(**part), **fields)


def _begun(fields: dict[str, Any]) -> Begun:
    facts, path = Facts(**fields.pop("facts")), bytes.fromhex(fields.pop("path"))
    return Begun(facts=facts, path=path, **fields)
