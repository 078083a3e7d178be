"""Reads LDIF (RFC 2849) as slapcat and ldapsearch write it, an entry after the other; nothing else is taken.

What would have a tool read other files (a URL as a value, include), or change more than it seems to
(changetype), is refused.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from mmbackup.engine.errors import CommandFailed

LONGEST_LINE = 64 << 20
LONGEST_ENTRY = 128 << 20
_ATTRIBUTE = re.compile(rb"([A-Za-z0-9.;_-]+):(:?) ?(.*)", re.DOTALL)
_VERSION = b"version: 1"


class LdifEntry(NamedTuple):
    """names as they are written; values by name in small letters, in their order."""

    dn: bytes
    names: dict[bytes, bytes]
    values: dict[bytes, list[bytes]]


def entries_of(file: IO[bytes]) -> Iterator[LdifEntry]:
    """CommandFailed for what is no such LDIF, or was cut off."""
    lines: list[bytes] = []
    size = 0
    is_ended = True
    for line in _logical_lines(file):
        is_ended = not line
        if line:
            lines.append(line)
            size += len(line)
            if size > LONGEST_ENTRY:
                raise CommandFailed("an entry of it is longer than any of ours")
        elif lines and lines != [_VERSION]:
            yield _entry(lines)
            lines, size = [], 0
    if lines or not is_ended:
        raise CommandFailed("it was cut off in the middle of an entry")


def attribute(name: bytes, value: bytes) -> bytes:
    """A line that holds any value."""
    return name + b":: " + base64.b64encode(value) + b"\n"


def _logical_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Without comments, and with those put together that go on in the next."""
    held: bytes | None = None
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE or not line.endswith(b"\n"):
            raise CommandFailed(
                "it was cut off in the middle of a line, or holds one that is longer than any of ours"
            )
        line = line.rstrip(b"\r\n")
        if line.startswith(b" ") and held:
            held += line[1:]
            if len(held) > LONGEST_LINE:
                raise CommandFailed("a value of it is longer than any of ours")
            continue
        if held is not None and not held.startswith(b"#"):
            yield held
        held = line
    if held is not None and not held.startswith(b"#"):
        yield held


def _entry(lines: list[bytes]) -> LdifEntry:
    if lines[0] == _VERSION:
        lines = lines[1:]
    pairs = [_pair(line) for line in lines]
    if not pairs or pairs[0][0].lower() != b"dn" or b"changetype" in {name.lower() for name, _ in pairs}:
        raise CommandFailed("it holds something else than entries of a directory")
    entry = LdifEntry(pairs[0][1], {}, {})
    for name, value in pairs[1:]:
        entry.names.setdefault(name.lower(), name)
        entry.values.setdefault(name.lower(), []).append(value)
    return entry


def _pair(line: bytes) -> tuple[bytes, bytes]:
    found = _ATTRIBUTE.fullmatch(line)
    if found is None or found[3].startswith(b"<"):
        raise CommandFailed(f"it holds a line that is no attribute with its value: {line[:60]!r}")
    if not found[2]:
        return found[1], found[3]
    try:
        return found[1], base64.b64decode(found[3].strip(), validate=True)
    except binascii.Error as error:
        raise CommandFailed(f"it holds a value that is no base64: {line[:60]!r}") from error
