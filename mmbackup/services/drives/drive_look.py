"""What somebody saw in a drive, and the same as JSON for those who may not look themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from mmbackup.engine.format.set_account import BackupSet, Verification
from mmbackup.engine.format.set_text import decode, encode
from mmbackup.engine.operations.content import ContentItem
from mmbackup.services.media.remember_medium import Life

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
    content is what lies on it beside our own sets, the first few names. mark and word are what an act that
    erases the medium asks for: see the engine's relabel.
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
    mark: str = ""
    word: str = ""
    content: tuple[ContentItem, ...] = ()
    life: Life | None = None
    needs_format: bool = False  # it has no file system that mmbackup mounts


_COMPOUND = {"sets", "seen_at", "content", "life"}
_PLAIN = [field.name for field in fields(DriveLook) if field.name not in _COMPOUND]


def to_json(look: DriveLook) -> dict[str, Any]:
    kept = [one for one in look.sets if len(one.files) <= MOST_FILES_KEPT]
    return {
        **{name: getattr(look, name) for name in _PLAIN},
        "state": look.state.value,
        "sets": [_set_to_json(one) for one in kept],
        "content": [[item.name, item.size] for item in look.content],
        "life": look.life and _life_to_json(look.life),
    }


def from_json(seen: Mapping[str, Any], *, at: datetime | None) -> DriveLook:
    """KeyError, TypeError or ValueError for what an older release wrote otherwise."""
    plain = {name: seen[name] for name in _PLAIN}
    plain["state"] = DriveState(plain["state"])
    sets = tuple(_set_from_json(one) for one in seen["sets"])
    content = tuple(ContentItem(name, size) for name, size in seen["content"])
    life = seen["life"] and _life_from_json(seen["life"])
    return DriveLook(**plain, sets=sets, seen_at=at, content=content, life=life)


def _life_to_json(life: Life) -> dict[str, Any]:
    return {
        "first_used_at": life.first_used_at and life.first_used_at.isoformat(),
        "write_count": life.write_count,
        "replace_by": life.replace_by and life.replace_by.isoformat(),
    }


def _life_from_json(life: Mapping[str, Any]) -> Life:
    first_used_at, replace_by = life["first_used_at"], life["replace_by"]
    return Life(
        first_used_at and datetime.fromisoformat(first_used_at),
        life["write_count"],
        replace_by and date.fromisoformat(replace_by),
    )


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
    return found._replace(verification=Verification(**{**proof, "verified_at": moment}))
