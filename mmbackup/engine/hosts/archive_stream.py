"""Takes a tar archive apart while it arrives, strictly: a host is trusted no more than a medium is."""

from collections.abc import Iterator

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.archive import BLOCK, FILE, Member, padding
from mmbackup.engine.format.manifest_entry import BEYOND, MOST
from mmbackup.engine.format.member_reader import read_member

MOST_HEADERS = 1 << 20
LONGEST_LINK = 4096
_PAX = ord("x")
_KIND = 156
_SIZE = slice(124, 136)
_NOTHING = bytes(BLOCK)

Piece = tuple[Member, memoryview]


class ArchiveStream:
    """Fed with chunks, answers members: each once with its first bytes of content, then with more of them."""

    def __init__(self) -> None:
        self._raw = bytearray()
        self._member: Member | None = None
        self._left = 0  # bytes of its content still to come
        self._skip = 0  # and of what pads it

    @property
    def is_within(self) -> bool:
        """Whether a member's content is not whole yet."""
        return self._left > 0

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """FormatError for what is no archive of files, links and folders."""
        self._raw += chunk
        position = 0
        raw = bytes(self._raw)
        while (end := self._step(raw, position)) is not None:
            found, position = end
            if found is not None:
                yield found
        del self._raw[:position]

    def _step(self, raw: bytes, at: int) -> tuple[Piece | None, int] | None:
        """What begins at at, and where it ends; None when more has to come first."""
        if self._skip:
            skipped = min(self._skip, len(raw) - at)
            self._skip -= skipped
            return (None, at + skipped) if skipped else None
        if self._left:
            return self._content(raw, at)
        return self._headers(raw, at)

    def _headers(self, raw: bytes, at: int) -> tuple[Piece | None, int] | None:
        if len(raw) - at < BLOCK:
            return None
        if raw[at : at + BLOCK] == _NOTHING:
            return None, at + BLOCK
        if len(raw) - at < self._length(raw, at):
            return None
        member, start, real_size = read_member(raw, at)
        if real_size is not None:
            raise FormatError("a sparse file came in a form that was not asked for")
        _check(member)
        self._member = member
        self._left = member.size if member.kind == FILE else 0
        return self._content(raw, start) or ((member, memoryview(b"")), start)

    @staticmethod
    def _length(raw: bytes, at: int) -> int:
        """Of all headers of the member that begins here."""
        if raw[at + _KIND] != _PAX:
            return BLOCK
        try:
            size = int(raw[at + _SIZE.start : at + _SIZE.stop].rstrip(b"\0 "), 8)
        except ValueError as error:
            raise FormatError("a member's headers hold no number where one belongs") from error
        if size > MOST_HEADERS:
            raise FormatError("a member's headers are too long")
        return BLOCK + size + padding(size) + BLOCK

    def _content(self, raw: bytes, at: int) -> tuple[Piece | None, int] | None:
        assert self._member is not None  # noqa: S101 - set with its headers
        count = min(self._left, len(raw) - at)
        if not count:
            return None
        self._left -= count
        if not self._left:
            self._skip = padding(self._member.size)
        return (self._member, memoryview(raw)[at : at + count]), at + count


def _check(member: Member) -> None:
    """What a manifest cannot tell would make all of it unreadable, of other hosts too."""
    told = {"mode": member.mode, "uid": member.uid, "gid": member.gid, "size": member.size}
    if any(value > MOST[key] for key, value in told.items()) or abs(member.mtime_ns) >= BEYOND:
        raise FormatError("a member's headers tell of a mode, an owner, a size or a time that there is not")
    if len(member.link) > LONGEST_LINK or b"\0" in member.link:
        raise FormatError("a link leads to what is no name")
