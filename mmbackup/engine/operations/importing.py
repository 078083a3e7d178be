"""Reads what is to be known of the sets on a medium: their accounts, and an index out of each manifest."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mmbackup.engine.errors import FormatError, MediumDamaged
from mmbackup.engine.format.backup_set import read_set, set_folders
from mmbackup.engine.format.decryption import decrypting
from mmbackup.engine.format.encryption import Encryption, plain_name
from mmbackup.engine.format.identity import Identity
from mmbackup.engine.format.manifest import MANIFEST_NAME, read_manifest
from mmbackup.engine.format.set_account import LIST_LIMIT, SET_LIMIT, SET_NAME, BackupSet, SetFile
from mmbackup.engine.index.build import build_index
from mmbackup.engine.index.shapes import IndexHead
from mmbackup.engine.media.port import Medium

MOST_SETS = 5_000  # on one medium


@dataclass(frozen=True, slots=True)
class FoundSet:
    """sha256 is of set.json, byte for byte."""

    account: BackupSet
    sha256: str


@dataclass(slots=True)
class SetsFound:
    """broken: folders that look like sets, and why each is none."""

    sets: list[FoundSet] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)


def find_sets(medium: Medium, identity: Identity) -> SetsFound:
    """The oldest first. A set that says it was written onto another medium is none of this one's."""
    found, left = SetsFound(), LIST_LIMIT
    for folder in set_folders(medium)[:MOST_SETS]:
        try:
            content = _account(medium, folder, left)
            left -= len(content)
            found.sets.append(_understood(medium, folder, content, identity))
        except (FormatError, MediumDamaged) as error:
            found.broken.append((folder, str(error)))
    return found


def _account(medium: Medium, folder: str, left: int) -> bytes:
    """What all sets say of themselves is held at once, so that there is a bound to it."""
    path = f"{folder}/{SET_NAME}"
    if medium.exists(path) and min(medium.size(path), SET_LIMIT) > left:
        raise FormatError("the backups on this medium say more of themselves than is read at once")
    return medium.read_small(path, SET_LIMIT)


def _understood(medium: Medium, folder: str, content: bytes, identity: Identity) -> FoundSet:
    account = read_set(medium, folder)
    if account.medium_uuid != identity.uuid:
        raise FormatError(f"it says that it lies on another medium, {account.medium_name}")
    return FoundSet(account, hashlib.sha256(content).hexdigest())


def index_set(*, medium: Medium, found: FoundSet, path: Path, identities: Sequence[str] = ()) -> int:
    """How many entries it has. The index stands only when the whole manifest is the one of set.json.

    KeyNeeded and WrongKey where the set is encrypted; FormatError and MediumDamaged for what cannot be
    trusted.
    """
    backup_set = found.account
    pieces = {plain_name(file.name) for file in backup_set.files}
    entries = _entries(medium, backup_set, identities)
    return build_index(path, _head(found), entries, pieces)


def _entries(medium: Medium, backup_set: BackupSet, identities: Sequence[str]) -> Iterator[dict[str, object]]:
    name = Encryption(backup_set.recipients).name(MANIFEST_NAME)
    told = next((file for file in backup_set.files if file.name == name), None)
    if told is None:
        raise FormatError(f"{backup_set.name} has no manifest")
    where = f"{backup_set.name}/{name}"
    chunks = _proven(medium.read_back(where), where, told)
    yield from read_manifest(decrypting(where, chunks, identities) if backup_set.recipients else chunks)
    for _ in chunks:  # what stands behind its end is in the sum, too
        pass


def _proven(chunks: Iterator[memoryview], where: str, told: SetFile) -> Iterator[memoryview]:
    """Raises at the end what the whole of it shows."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        if size > told.size:
            break
        yield chunk
    if (size, digest.hexdigest()) != (told.size, told.sha256):
        raise MediumDamaged(f"{where} is not what set.json says")


def _head(found: FoundSet) -> IndexHead:
    backup_set = found.account
    return IndexHead(
        set_uuid=backup_set.uuid,
        part=backup_set.part,
        name=backup_set.name,
        medium_uuid=backup_set.medium_uuid,
        medium_name=backup_set.medium_name,
        started_at=backup_set.started_at,
        set_sha256=found.sha256,
    )
