"""Reads a member's headers out of an archive, strictly: what archive.py would not write is refused."""

import re
import struct
from array import array
from typing import NamedTuple

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.archive import (
    BLOCK,
    FILE,
    FOLDER,
    HARD_LINK,
    SYMLINK,
    Member,
    padding,
)

MOST_SEGMENTS = 1_000_000
LONGEST_MAP = 48 << 20
_PAX = b"x"
_FIELDS = struct.Struct("100s8s8s8s12s12s8s1s100s8s")
_KINDS = {FILE, HARD_LINK, SYMLINK, FOLDER}
_BLANK = b" " * 8
_XATTR = b"SCHILY.xattr."
_LONGEST_NUMBER = 20
_LINE = re.compile(rb"([0-9]{1,18})\n")
_NANO = 1_000_000_000
_KNOWN = {
    *(b"path", b"linkpath", b"mtime", b"size", b"uid", b"gid", b"hdrcharset"),
    *(b"GNU.sparse.major", b"GNU.sparse.minor", b"GNU.sparse.name", b"GNU.sparse.realsize"),
}
Records = dict[bytes, bytes]


class Found(NamedTuple):
    """A member, and where its content begins: with the map, if it is sparse. Then it has a real_size."""

    member: Member
    start: int
    real_size: int | None = None


def read_member(raw: bytes, at: int) -> Found:
    """The member whose headers begin at at. FormatError for anything else."""
    fields, at = _header(raw, at), at + BLOCK
    records: Records = {}
    xattrs: list[tuple[bytes, bytes]] = []
    if fields[7] == _PAX:
        size = _octal(fields[4])
        if at + size + padding(size) + BLOCK > len(raw):
            raise FormatError("a member's headers are cut off")
        _read_records(raw[at : at + size], records, xattrs)
        at += size + padding(size)
        fields, at = _header(raw, at), at + BLOCK
    return _found(fields, records, xattrs, at)


def _header(raw: bytes, at: int) -> tuple[bytes, ...]:
    if at < 0 or at + BLOCK > len(raw):
        raise FormatError("a member's headers lie outside their frame")
    block = raw[at : at + BLOCK]
    if block[257:265] != b"ustar\x0000":
        raise FormatError("no member's headers stand where they should")
    if sum(block) - sum(block[148:156]) + sum(_BLANK) != _octal(block[148:156]):
        raise FormatError("a member's headers have a wrong checksum")
    return _FIELDS.unpack_from(block)


def _octal(field: bytes) -> int:
    digits = field.rstrip(b"\0 ")
    if not digits.isdigit():
        raise FormatError("a member's headers hold no number where one belongs")
    try:
        return int(digits, 8)
    except ValueError as error:
        raise FormatError("a member's headers hold no number where one belongs") from error


def _read_records(text: bytes, records: Records, xattrs: list[tuple[bytes, bytes]]) -> None:
    """Each is its own length, a key and a value, the length counting all of it."""
    at = 0
    while at < len(text):
        blank = text.find(b" ", at, at + _LONGEST_NUMBER)
        if blank < 0 or not text[at:blank].isdigit():
            raise FormatError("a member's further headers are broken")
        end = at + int(text[at:blank])
        key, equals, value = text[blank + 1 : end - 1].partition(b"=")
        if end > len(text) or not equals or text[end - 1 : end] != b"\n" or end <= blank:
            raise FormatError("a member's further headers are broken")
        if key.startswith(_XATTR):
            xattrs.append((_attribute(key[len(_XATTR) :]), value))
        elif key in records and key != b"hdrcharset":
            raise FormatError("a member's further headers say something twice")
        elif key not in _KNOWN:
            raise FormatError("a member's further headers are of a kind that we do not write")
        else:
            records[key] = value
        at = end


def _attribute(keyword: bytes) -> bytes:
    name = keyword.replace(b"%3D", b"=").replace(b"%25", b"%")
    if not name or b"\0" in name:
        raise FormatError("an extended attribute has no name")
    return name


def _found(
    fields: tuple[bytes, ...], records: Records, xattrs: list[tuple[bytes, bytes]], start: int
) -> Found:
    name, mode, uid, gid, size, mtime, _, kind, link, _ = fields
    if kind not in _KINDS:
        raise FormatError("a member is neither file, link nor folder")
    member = Member(
        name=_text(records, b"path", name),
        kind=kind,
        mode=_octal(mode),
        uid=_number(records, b"uid", uid),
        gid=_number(records, b"gid", gid),
        size=_number(records, b"size", size),
        mtime_ns=_time(records[b"mtime"]) if b"mtime" in records else _octal(mtime) * _NANO,
        link=_text(records, b"linkpath", link),
        xattrs=xattrs,
    )
    if b"GNU.sparse.major" not in records:
        return Found(member, start)
    if records[b"GNU.sparse.major"] != b"1" or records.get(b"GNU.sparse.minor") != b"0" or kind != FILE:
        raise FormatError("a sparse file is of a kind that we do not write")
    member.name = records.get(b"GNU.sparse.name", b"")
    return Found(member, start, _decimal(records.get(b"GNU.sparse.realsize", b"")))


def _text(records: Records, key: bytes, field: bytes) -> bytes:
    return records[key] if key in records else field.rstrip(b"\0")


def _number(records: Records, key: bytes, field: bytes) -> int:
    return _decimal(records[key]) if key in records else _octal(field)


def _decimal(text: bytes) -> int:
    if not text.isdigit() or len(text) > _LONGEST_NUMBER:
        raise FormatError("a member's further headers hold no number where one belongs")
    return int(text)


def _time(text: bytes) -> int:
    """Seconds with up to nine digits behind the point."""
    sign, digits = (-1, text[1:]) if text.startswith(b"-") else (1, text)
    seconds, _, nanos = digits.partition(b".")
    if not seconds.isdigit() or len(seconds) > _LONGEST_NUMBER or not (nanos.isdigit() or not nanos):
        raise FormatError("a member's time is none")
    return sign * (int(seconds) * _NANO + int(nanos[:9].ljust(9, b"0")))


class SparseMap:
    """The map before a sparse file's data, taken in chunk by chunk until it is whole."""

    def __init__(self, real_size: int) -> None:
        self.numbers = array("q")  # offset and size of each stretch of data, in turn
        self._real_size = real_size
        self._text = bytearray()
        self._lines = 0  # that came so far; looked for one by one only when all are there
        self._wanted: int | None = None
        self._end = 0

    def take(self, chunk: bytes | memoryview) -> int | None:
        """Where in the chunk the data begins, once the map is whole; None: it goes on in the next one."""
        before = len(self._text)
        self._text += chunk
        self._lines += bytes(chunk).count(b"\n")
        if len(self._text) > LONGEST_MAP:
            raise FormatError("a sparse file's map is too long")
        length = self._length()
        if length is None or length > len(self._text):
            return None
        self._read_numbers()
        self._text.clear()
        return length - before

    def _length(self) -> int | None:
        """Of the map with its padding, when all of its lines are there."""
        if self._wanted is None:
            self._wanted = self._lines_wanted()
        if self._wanted is None or self._lines < self._wanted:
            return None
        if not self._end:
            for _ in range(self._wanted):
                self._end = self._text.find(b"\n", self._end) + 1
        return self._end + padding(self._end)

    def _lines_wanted(self) -> int | None:
        """The first line says how many segments there are."""
        first = self._text.find(b"\n", 0, _LONGEST_NUMBER + 1)
        if first < 0:
            if len(self._text) > _LONGEST_NUMBER:
                raise FormatError("a sparse file's map is broken")
            return None
        count = _decimal(bytes(self._text[:first]))
        if count > MOST_SEGMENTS:
            raise FormatError("a sparse file has too many pieces")
        return 1 + 2 * count

    def _read_numbers(self) -> None:
        lines = _LINE.finditer(self._text, self._text.find(b"\n") + 1, self._end)
        position = used = 0
        for line in lines:
            number = int(line[1])
            is_size = len(self.numbers) % 2
            used += len(line[0])
            position = position + number if is_size else self._at_least(position, number)
            if position > self._real_size:
                raise FormatError("a sparse file's map is broken")
            self.numbers.append(number)
        if used != self._end - self._text.find(b"\n") - 1:
            raise FormatError("a sparse file's map is broken")

    @staticmethod
    def _at_least(position: int, start: int) -> int:
        if start < position:
            raise FormatError("a sparse file's map is broken")
        return start
