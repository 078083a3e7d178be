"""What a host has sent of an entry: a row, a plain tuple, since it travels between processes.

("fetched", path, offset of its content in the unit's file, kind, mode, uid, gid, size, mtime_ns, link,
xattrs, outcome for the log), ("gone",) or ("failed", what is wrong).
"""

from typing import Any

from mmbackup.engine.format.archive import Member

Row = tuple[Any, ...]

FETCHED = "fetched"
GONE = "gone"
FAILED = "failed"

FOUND_AT = 1
OFFSET = 2
OUTCOME = 11


def member_of(row: Row, name: bytes) -> Member:
    """As the host described it, under another name."""
    _, _, _, kind, mode, uid, gid, size, mtime_ns, link, xattrs, _ = row
    return Member(name, kind, mode, uid, gid, size, mtime_ns, link, xattrs)
