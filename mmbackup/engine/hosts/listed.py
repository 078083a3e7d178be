"""A line of a host's list: what lies there under which name."""

from typing import NamedTuple

from mmbackup.engine.errors import FormatError

FILE, FOLDER, SYMLINK = b"f", b"d", b"l"
_FIELDS = 6
_LONGEST = 7900  # bytes; the server's name stands before it in an archive
_NANO = 1_000_000_000


class Listed(NamedTuple):
    """kind is find's letter; age counts nanoseconds since 1970."""

    kind: bytes
    size: int
    mtime_ns: int
    device: int
    inode: int
    path: bytes


def listed(record: bytes) -> Listed:
    """FormatError for what is no such line."""
    fields = record.split(b" ", _FIELDS - 1)
    try:
        kind, size, mtime, device, inode, path = fields
        found = Listed(kind, int(size), _nanoseconds(mtime), int(device), int(inode), path)
    except ValueError as error:
        raise FormatError("a list of files came in a form that was not asked for") from error
    if not _is_path(path) or not 0 <= found.inode < 1 << 64 or not 0 <= found.size < 1 << 63:
        raise FormatError("a list of files came in a form that was not asked for")
    return found


def _is_path(path: bytes) -> bool:
    """Absolute, leading nowhere else, and no longer than a manifest tells: else all of that is unreadable."""
    return path.startswith(b"/") and len(path) <= _LONGEST and b".." not in path.split(b"/")


def _nanoseconds(text: bytes) -> int:
    """find gives ten digits behind the point, the last of them a zero."""
    seconds, _, fraction = text.partition(b".")
    whole = int(seconds) * _NANO
    nanos = int(fraction[:9].ljust(9, b"0"))
    return whole - nanos if text.startswith(b"-") else whole + nanos
