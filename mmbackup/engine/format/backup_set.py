"""A backup set's own account of itself: set.json, and verified.json once it was read back.

set.json holds one file a line in a fixed order of keys, so that restore.sh reads it with sed alone.
"""

import hashlib
import json
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.encryption import MOST_RECIPIENTS
from mmbackup.engine.format.json_text import LARGEST_NUMBER, Fields, moment_text
from mmbackup.engine.format.names import one_line
from mmbackup.engine.media.port import INCOMPLETE, Medium
from mmbackup.engine.tally import Tally

SET_NAME = "set.json"
VERIFIED_NAME = "verified.json"
VERIFIED_ROOM = 4096
SET_LIMIT = 20 << 20  # 100,000 files take 15 MB
LIST_LIMIT = 64 << 20  # bytes of set.json that are read of a medium's sets at once: ours have some 50 KB each
MOST_FILES = 100_000
MOST_TALLIES = 10_000
MOST_PARTS = 1_000
LONGEST_VERDICT = 700
LONGEST_BY = 100
_SET_KIND = "mmbackup set"
_VERIFIED_KIND = "mmbackup verification"
_FOLDER = re.compile(r"\d{8}T\d{6}Z-[a-z0-9-]{1,40}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_RECIPIENT = re.compile(r"age1[0-9a-z]{58}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SetFile:
    """One file of a set, set.json and verified.json excepted."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Verification:
    """A read back that found every byte as written."""

    verified_at: datetime
    by: str
    verdict: str
    set_sha256: str


@dataclass(frozen=True, slots=True)
class EarlierPart:
    """A part that was written before, on another medium; its manifest lies in this part too."""

    part: int
    medium_uuid: str
    medium_name: str
    files: int
    manifest: str


@dataclass(frozen=True, slots=True)
class BackupSet:
    """All of set.json. verification is what verified.json says, if it speaks of this very set.json.

    recipients are the age public keys that its files are encrypted to; none: they are plain.
    parts is 0 in all parts but the last of several, which alone knows how many there are.
    """

    uuid: str
    name: str
    part: int
    parts: int
    site: str
    run_id: str
    medium_uuid: str
    medium_name: str
    started_at: datetime
    written_at: datetime
    tallies: tuple[Tally, ...]
    errors: int
    files: tuple[SetFile, ...]
    verification: Verification | None = None
    earlier: tuple[EarlierPart, ...] = ()
    recipients: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of its files; set.json and verified.json come on top."""
        return sum(file.size for file in self.files)

    @property
    def is_verified(self) -> bool:
        return self.verification is not None

    @property
    def servers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tally.server for tally in self.tallies))

    @property
    def is_partial(self) -> bool:
        return any(tally.left_out_files for tally in self.tallies)


def set_name(started_at: datetime, kind: str) -> str:
    """Such as 20261122T030500Z-full-auto."""
    return f"{started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{kind}"


def set_folders(medium: Medium) -> list[str]:
    """Names of all folders that look like finished sets, whole or not, oldest first."""
    return [name for name in medium.names() if _FOLDER.fullmatch(name)]


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
    return replace(backup_set, verification=_read_verification(medium, folder, content))


def encode(backup_set: BackupSet) -> bytes:
    head = {
        "format": _SET_KIND,
        "version": 1,
        "set": backup_set.uuid,
        "name": backup_set.name,
        "part": backup_set.part,
        "parts": backup_set.parts,
        "site": one_line(backup_set.site),
        "run": backup_set.run_id,
        "medium_uuid": backup_set.medium_uuid,
        "medium_name": one_line(backup_set.medium_name),
        "started_at": moment_text(backup_set.started_at),
        "written_at": moment_text(backup_set.written_at),
        "errors": backup_set.errors,
    }
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}," for key, value in head.items()]
    tallies = _one_a_line("tallies", [_tally_fields(tally) for tally in backup_set.tallies])
    earlier = [_one_a_line("earlier", [_earlier_fields(part) for part in backup_set.earlier]) + ","]
    files = _one_a_line("files", [_file_fields(file) for file in backup_set.files])
    several = earlier if backup_set.earlier else []
    if backup_set.recipients:
        lines.append(f'  "recipients": {json.dumps(backup_set.recipients)},')
    return "\n".join(["{", *lines, f"{tallies},", *several, files, "}", ""]).encode()


def sha256_of(backup_set: BackupSet) -> str:
    """Of its set.json, as we write it."""
    return hashlib.sha256(encode(backup_set)).hexdigest()


def _one_a_line(key: str, elements: list[dict[str, object]]) -> str:
    lines = ",\n".join(f"    {json.dumps(element, ensure_ascii=False)}" for element in elements)
    return f'  "{key}": [\n{lines}\n  ]'


def _tally_fields(tally: Tally) -> dict[str, object]:
    return {
        "data_type": tally.data_type.slug,
        "server": one_line(tally.server),
        "files": tally.files,
        "size": tally.size,
        "saved_files": tally.saved_files,
        "saved_size": tally.saved_size,
    }


def _earlier_fields(part: EarlierPart) -> dict[str, object]:
    return {
        "part": part.part,
        "medium_uuid": part.medium_uuid,
        "medium_name": one_line(part.medium_name),
        "files": part.files,
        "manifest": part.manifest,
    }


def _file_fields(file: SetFile) -> dict[str, object]:
    return {"name": file.name, "size": file.size, "sha256": file.sha256}


def decode(where: str, content: bytes) -> BackupSet:
    """What set.json alone says; FormatError, which names where, for anything else."""
    fields = Fields.parse(where, content, _SET_KIND)
    backup_set = BackupSet(
        uuid=fields.uuid("set"),
        name=_matching(fields, "name", _FOLDER),
        part=fields.number("part"),
        parts=fields.number("parts"),
        site=fields.text("site"),
        run_id=fields.text("run"),
        medium_uuid=fields.uuid("medium_uuid"),
        medium_name=fields.text("medium_name"),
        started_at=fields.moment("started_at"),
        written_at=fields.moment("written_at"),
        tallies=tuple(_tally(entry) for entry in fields.objects("tallies", MOST_TALLIES)),
        errors=fields.number("errors"),
        files=tuple(_file(entry) for entry in fields.objects("files", MOST_FILES)),
        earlier=_earlier(fields),
        recipients=_recipients(fields),
    )
    _check(where, backup_set)
    return backup_set


def _check(where: str, backup_set: BackupSet) -> None:
    """What the fields say together."""
    names = {file.name for file in backup_set.files}
    if len(names) < len(backup_set.files):
        raise FormatError(f"{where} is broken: it names a file twice")
    if not 1 <= backup_set.part <= MOST_PARTS or backup_set.parts not in {0, backup_set.part}:
        raise FormatError(f"{where} is broken: part {backup_set.part} of {backup_set.parts}")
    if max(backup_set.size, *_sums(backup_set.tallies)) > LARGEST_NUMBER:
        raise FormatError(f"{where} is broken: its sizes are larger than anything")
    expected = [*range(1, backup_set.part)] if backup_set.earlier else []
    if [part.part for part in backup_set.earlier] != expected:
        raise FormatError(f"{where} is broken: earlier does not name the parts before this one")
    if not {part.manifest for part in backup_set.earlier} <= names:
        raise FormatError(f"{where} is broken: earlier names a manifest that is not there")


def _recipients(fields: Fields) -> tuple[str, ...]:
    if not fields.has("recipients"):
        return ()
    found = fields.texts("recipients", MOST_RECIPIENTS)
    if not found or not all(map(_RECIPIENT.fullmatch, found)):
        raise FormatError(f"{fields.where} is broken: recipients are no age public keys")
    return found


def _sums(tallies: tuple[Tally, ...]) -> list[int]:
    counts = ((one.files, one.size, one.saved_files, one.saved_size) for one in tallies)
    return [0, *map(sum, zip(*counts, strict=True))]


def _earlier(fields: Fields) -> tuple[EarlierPart, ...]:
    found = fields.objects("earlier", MOST_PARTS) if fields.has("earlier") else []
    return tuple(
        EarlierPart(
            entry.number("part"),
            entry.uuid("medium_uuid"),
            entry.text("medium_name"),
            entry.number("files"),
            _matching(entry, "manifest", _FILE),
        )
        for entry in found
    )


def _tally(fields: Fields) -> Tally:
    try:
        data_type = DataType.from_slug(fields.text("data_type"))
    except ValueError as error:
        raise FormatError(f"{fields.where} is broken: {error}") from error
    numbers = (fields.number(key) for key in ("files", "size", "saved_files", "saved_size"))
    tally = Tally(data_type, fields.text("server"), *numbers)
    if tally.saved_files > tally.files:
        raise FormatError(f"{fields.where} is broken: more files were saved than there were")
    return tally


def _file(fields: Fields) -> SetFile:
    name = _matching(fields, "name", _FILE)
    if name in {SET_NAME, VERIFIED_NAME}:
        raise FormatError(f"{fields.where} is broken: it names {name}")
    return SetFile(name, fields.number("size"), _matching(fields, "sha256", _SHA256))


def _matching(fields: Fields, key: str, pattern: re.Pattern[str]) -> str:
    value = fields.text(key)
    if not pattern.fullmatch(value):
        raise FormatError(f"{fields.where} is broken: {key} is {one_line(value[:80])}")
    return value


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
