"""The restore's memory between two media, in its own folder on the server: replaced whole, durable."""

import json
import os
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import RestoreError
from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.json_text import moment_text
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.operations.restore.shapes import PartRestored, State
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.tally import Tally

_NAME = "restore.json"
_VERSION = 1


def load_state(folder: str) -> State:
    """A new one before anything was remembered; RestoreError when it cannot be read."""
    try:
        with open(os.path.join(folder, _NAME), "rb") as file:
            return _state_of(json.loads(file.read()))
    except FileNotFoundError:
        return State()
    except (OSError, LookupError, TypeError, ValueError) as error:
        raise RestoreError(f"what was kept of the restore cannot be read: {error}") from error


def save_state(folder: str, state: State) -> None:
    """ServerDiskFull when it does not fit."""
    path = os.path.join(folder, _NAME)
    with server_disk():
        with open(f"{path}.new", "wb") as file:
            file.write(json.dumps(_fields(state), indent=1).encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(f"{path}.new", path)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _fields(state: State) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "parts": [part._asdict() | {"restored_at": moment_text(part.restored_at)} for part in state.parts],
        "counts": [[*key, *count] for key, count in state.counts.items()],
        "errors": state.errors,
        "notes": state.notes,
        "slices": state.slices,
        "has_begun": state.has_begun,
        "put_back": state.put_back,
        "result": state.result and _result_fields(state.result),
    }


def _state_of(fields: dict[str, Any]) -> State:
    if fields["version"] != _VERSION:
        raise ValueError(f"version {fields['version']}")
    return State(
        parts=[_part(part) for part in fields["parts"]],
        counts={(one, two, three): [files, size] for one, two, three, files, size in fields["counts"]},
        errors=fields["errors"],
        notes=Counter(fields["notes"]),
        slices=fields["slices"],
        result=_result(fields["result"]) if fields["result"] else None,
        has_begun=fields["has_begun"],
        put_back=fields.get("put_back", []),
    )


def _part(fields: dict[str, Any]) -> PartRestored:
    return PartRestored(**fields | {"restored_at": datetime.fromisoformat(fields["restored_at"])})


def _result_fields(result: BackupResult) -> dict[str, Any]:
    tallies = [tally._asdict() | {"data_type": tally.data_type.slug} for tally in result.tallies]
    return asdict(result) | {"ended_at": moment_text(result.ended_at), "tallies": tallies}


def _result(fields: dict[str, Any]) -> BackupResult:
    tallies = [
        Tally(**tally | {"data_type": DataType.from_slug(tally["data_type"])}) for tally in fields["tallies"]
    ]
    changed = {
        "outcome": Outcome(fields["outcome"]),
        "ended_at": datetime.fromisoformat(fields["ended_at"]),
        "tallies": tuple(tallies),
        "seconds_by_phase": tuple(tuple(one) for one in fields["seconds_by_phase"]),
        "recipients": tuple(fields["recipients"]),
    }
    return BackupResult(**fields | changed)
