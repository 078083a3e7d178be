"""set.json as text: one file a line in a fixed order of keys, so that restore.sh reads it with sed alone."""

import hashlib
import json
import re

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.json_text import LARGEST_NUMBER, Fields, moment_text
from mmbackup.engine.format.names import one_line
from mmbackup.engine.format.set_account import (
    MOST_FILES,
    MOST_PARTS,
    MOST_RECIPIENTS,
    MOST_TALLIES,
    SET_NAME,
    VERIFIED_NAME,
    BackupSet,
    EarlierPart,
    SetFile,
)
from mmbackup.engine.tally import Tally

FOLDER = re.compile(r"\d{8}T\d{6}Z-[a-z0-9-]{1,40}")
_SET_KIND = "mmbackup set"
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_RECIPIENT = re.compile(r"age1[0-9a-z]{58}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


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
        name=_matching(fields, "name", FOLDER),
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
