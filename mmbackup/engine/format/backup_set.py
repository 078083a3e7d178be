"""Backup sets on a medium: set.json of each, and verified.json once it was read back."""

import hashlib
import json
from contextlib import suppress
from datetime import UTC, datetime

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.json_text import Fields, moment_text
from mmbackup.engine.format.names import one_line
from mmbackup.engine.format.set_account import (
    LIST_LIMIT,
    LONGEST_BY,
    LONGEST_VERDICT,
    SET_LIMIT,
    SET_NAME,
    VERIFIED_NAME,
    VERIFIED_ROOM,
    BackupSet,
    Verification,
)
from mmbackup.engine.format.set_text import FOLDER, decode, encode
from mmbackup.engine.media.port import INCOMPLETE, Medium

_VERIFIED_KIND = "mmbackup verification"


def set_name(started_at: datetime, kind: str) -> str:
    """Such as 20261122T030500Z-full-auto."""
    return f"{started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{kind}"


def set_folders(medium: Medium) -> list[str]:
    """Names of all folders that look like finished sets, whole or not, oldest first."""
    return [name for name in medium.names() if FOLDER.fullmatch(name)]


def list_sets(medium: Medium) -> list[BackupSet]:
    """The sets whose set.json can be read, oldest first; what the others are, read_set tells."""
    found = []
    left = LIST_LIMIT
    for folder in set_folders(medium):
        with suppress(FormatError):
            content = _read_account(medium, folder, min(left, SET_LIMIT))
            left -= len(content)
            found.append(_understood(medium, folder, content))
    return found


def _read_account(medium: Medium, folder: str, limit: int = SET_LIMIT) -> bytes:
    return medium.read_small(f"{folder}/{SET_NAME}", limit)


def remove_set(medium: Medium, folder: str) -> None:
    """Under another name first, so that a set half removed is never taken for one."""
    leftover = INCOMPLETE + folder
    medium.remove(leftover)
    medium.rename(folder, leftover)
    medium.remove(leftover)


def write(medium: Medium, folder: str, backup_set: BackupSet) -> bytes:
    """Write set.json into the folder, durably; answer its content."""
    content = encode(backup_set)
    medium.replace_small(f"{folder}/{SET_NAME}", content)
    return content


def write_verified(medium: Medium, folder: str, *, at: datetime, by: str, verdict: str) -> None:
    """Call only after every file of the set was read back and found equal."""
    content = medium.read_small(f"{folder}/{SET_NAME}", SET_LIMIT)
    fields = {
        "format": _VERIFIED_KIND,
        "version": 1,
        "verified_at": moment_text(at),
        "by": one_line(by)[:LONGEST_BY],
        "verdict": one_line(verdict)[:LONGEST_VERDICT],
        "set_sha256": hashlib.sha256(content).hexdigest(),
    }
    medium.replace_small(
        f"{folder}/{VERIFIED_NAME}", (json.dumps(fields, indent=2, ensure_ascii=False) + "\n").encode()
    )


def read_set(medium: Medium, folder: str) -> BackupSet:
    """FormatError for anything that mmbackup would not have written."""
    return _understood(medium, folder, _read_account(medium, folder))


def _understood(medium: Medium, folder: str, content: bytes) -> BackupSet:
    backup_set = decode(f"{folder}/{SET_NAME}", content)
    if folder not in {backup_set.name, INCOMPLETE + backup_set.name}:
        raise FormatError(f"{folder}/{SET_NAME} is broken: it belongs to the set {backup_set.name}")
    return backup_set._replace(verification=_read_verification(medium, folder, content))


def read_verification(medium: Medium, folder: str) -> Verification | None:
    """What verified.json says, of whichever set.json; None if there is none, FormatError for a broken one."""
    path = f"{folder}/{VERIFIED_NAME}"
    if not medium.exists(path):
        return None
    fields = Fields.parse(path, medium.read_small(path, VERIFIED_ROOM), _VERIFIED_KIND)
    return Verification(
        verified_at=fields.moment("verified_at"),
        by=fields.text("by"),
        verdict=fields.text("verdict"),
        set_sha256=fields.text("set_sha256"),
    )


def _read_verification(medium: Medium, folder: str, content: bytes) -> Verification | None:
    """None when there is none, or one that speaks of other bytes: then nothing is verified."""
    try:
        verification = read_verification(medium, folder)
    except FormatError:
        return None
    speaks_of_it = verification and verification.set_sha256 == hashlib.sha256(content).hexdigest()
    return verification if speaks_of_it else None
