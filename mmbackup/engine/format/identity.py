"""A medium's identity: the small file that says which medium it is and to which pool it belongs."""

import json
from datetime import date, datetime
from typing import NamedTuple

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.json_text import Fields, moment_text
from mmbackup.engine.format.names import medium_name
from mmbackup.engine.media.port import Medium

IDENTITY_NAME = "MMBACKUP.json"
IDENTITY_LIMIT = 16 << 10
_KIND = "mmbackup medium"


class Identity(NamedTuple):
    """uuid never changes; write_count counts the sets ever begun on the medium."""

    uuid: str
    name: str
    pool: str
    first_used_at: datetime
    write_count: int = 0
    replace_by: date | None = None


def read_identity(medium: Medium) -> Identity | None:
    """None when there is no identity file; FormatError when there is one and it is broken."""
    if not medium.exists(IDENTITY_NAME):
        return None
    return decode(medium.read_small(IDENTITY_NAME, IDENTITY_LIMIT))


def decode(text: bytes) -> Identity:
    """Raise FormatError when it is broken."""
    fields = Fields.parse(IDENTITY_NAME, text, _KIND)
    return Identity(
        uuid=fields.uuid("uuid"),
        name=_name(fields, "name"),
        pool=_name(fields, "pool"),
        first_used_at=fields.moment("first_used_at"),
        write_count=fields.number("write_count"),
        replace_by=fields.day("replace_by"),
    )


def write_identity(medium: Medium, identity: Identity) -> None:
    """The old or the new identity stands, whatever happens meanwhile."""
    medium.replace_small(IDENTITY_NAME, encode(identity))


def encode(identity: Identity) -> bytes:
    replace_by = identity.replace_by
    fields = {
        "format": _KIND,
        "version": 1,
        "uuid": identity.uuid,
        "name": identity.name,
        "pool": identity.pool,
        "first_used_at": moment_text(identity.first_used_at),
        "write_count": identity.write_count,
        "replace_by": replace_by and replace_by.isoformat(),
    }
    return (json.dumps(fields, indent=2, ensure_ascii=False) + "\n").encode()


def _name(fields: Fields, key: str) -> str:
    try:
        return medium_name(fields.text(key))
    except FormatError as error:
        raise FormatError(f"{fields.where} is broken: {key}: {error}") from error
