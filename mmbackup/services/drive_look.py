"""What somebody saw in a drive, and the same as JSON for those who may not look themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from mmbackup.engine.format.backup_set import BackupSet, Verification, decode, encode

MOST_FILES_KEPT = 10_000  # of one set; no set of ours has as many


class DriveState(StrEnum):
    LOADED = "loaded"
    EMPTY = "empty"
    BLANK = "blank"
    FOREIGN = "foreign"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class DriveLook:
    """Sizes in bytes. problem is a plain sentence, empty when all is well.

    seen_at is None when it was seen just now; else it is what was seen last by whoever has the rights.
    found are names of what lies on a foreign medium, the first few.
    """

    state: DriveState
    name: str = ""
    uuid: str = ""
    pool: str = ""
    capacity: int = 0
    free: int = 0
    write_protected: bool = False
    sets: tuple[BackupSet, ...] = ()
    problem: str = ""
    seen_at: datetime | None = None
    found: tuple[str, ...] = ()


_PLAIN = [field.name for field in fields(DriveLook) if field.name not in {"sets", "seen_at", "found"}]


def to_json(look: DriveLook) -> dict[str, Any]:
    kept = [one for one in look.sets if len(one.files) <= MOST_FILES_KEPT]
    return {
        **{name: getattr(look, name) for name in _PLAIN},
        "state": look.state.value,
        "sets": [_set_to_json(one) for one in kept],
        "found": list(look.found),
    }


def from_json(seen: Mapping[str, Any], *, at: datetime | None) -> DriveLook:
    """KeyError, TypeError or ValueError for what an older release wrote otherwise."""
    plain = {name: seen[name] for name in _PLAIN}
    plain["state"] = DriveState(plain["state"])
    sets = tuple(_set_from_json(one) for one in seen["sets"])
    return DriveLook(**plain, sets=sets, seen_at=at, found=tuple(seen["found"]))


def _set_to_json(one: BackupSet) -> dict[str, Any]:
    proof = one.verification
    return {
        "set": encode(one).decode(),
        "verified": proof
        and {
            "verified_at": proof.verified_at.isoformat(),
            "by": proof.by,
            "verdict": proof.verdict,
            "set_sha256": proof.set_sha256,
        },
    }


def _set_from_json(one: Mapping[str, Any]) -> BackupSet:
    found, proof = decode("what was seen", one["set"].encode()), one["verified"]
    if proof is None:
        return found
    moment = datetime.fromisoformat(proof["verified_at"])
    return replace(found, verification=Verification(**{**proof, "verified_at": moment}))
