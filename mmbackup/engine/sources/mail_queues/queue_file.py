"""A file of Postfix's queue: records, each a letter, its length and its text."""

import os
import sys
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from mmbackup.engine.errors import FormatError
from mmbackup.engine.sources.opening import Vanished, open_file

_LONGEST = 1 << 20  # bytes of a record
_MOST_BEFORE = 10_000  # records before the sender
_TIME, _ATTRIBUTE, _RECIPIENT = b"T", b"A", b"R"
_NAME = b"log_ident="
_ARRIVED = 2


class Arrival(NamedTuple):
    """What makes a message that message, whatever it is called now: its first queue ID, when it came."""

    identity: bytes
    time: bytes


def arrival_of(path: bytes) -> Arrival | None:
    """None for what no cleanup(8) has taken in yet, and for what is no queue file."""
    found: dict[bytes, bytes] = {}
    try:
        for kind, text in records(path, most=_MOST_BEFORE):
            if kind == _TIME:
                found.setdefault(_TIME, text)
            elif kind == _ATTRIBUTE and text.startswith(_NAME):
                found.setdefault(_ATTRIBUTE, text[len(_NAME) :])
            if len(found) == _ARRIVED:
                return Arrival(found[_ATTRIBUTE], found[_TIME])
    except (OSError, FormatError):
        return None
    return None


def still_to_be_served(path: bytes) -> int:
    """How many recipients have not got it; of one that is cut, as many as can be."""
    try:
        return sum(kind == _RECIPIENT for kind, _ in records(path))
    except (OSError, FormatError):
        return sys.maxsize


def records(path: bytes, most: int = 1 << 30) -> Iterator[tuple[bytes, bytes]]:
    """FormatError where there is none."""
    try:
        descriptor, _ = open_file(path, -1, -1)
    except Vanished as error:
        raise FormatError("it is no regular file") from error
    with os.fdopen(descriptor, "rb") as file:
        for _ in range(most):
            kind = file.read(1)
            if not kind:
                return
            size = _length(file)
            text = file.read(size)
            if len(text) < size:
                raise FormatError("it ends within a record")
            yield kind, text


def _length(file: BinaryIO) -> int:
    """Seven bits a byte, the lowest first."""
    size = 0
    for shift in range(0, 28, 7):
        byte = file.read(1)
        if not byte:
            break
        size |= (byte[0] & 0x7F) << shift
        if not byte[0] & 0x80:
            if size > _LONGEST:
                break
            return size
    raise FormatError("a record has no length")
