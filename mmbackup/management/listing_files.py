"""Files of backups as lines at a shell: one a file, whatever its name holds."""

import json
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from humanize import naturalsize

from mmbackup.engine.format.names import escape
from mmbackup.engine.index.shapes import Child, Page
from mmbackup.management.medium_listing import proof_of
from mmbackup.models import BackupSet

PAGE = 1000
_LETTER = {"file": "-", "hard link": "h", "symlink": "l", "folder": "d"}


def all_of(page_after: Callable[[str], Page]) -> Iterator[Child]:
    """Page after page."""
    page = page_after("")
    yield from page.entries
    while page.after:
        page = page_after(page.after)
        yield from page.entries


def short_line(child: Child, *, whole_path: bool = False) -> str:
    name = escape(child.path if whole_path else child.name)
    return f"{name}/" if child.is_folder else name


def long_line(child: Child, zone: ZoneInfo, *, whole_path: bool = False) -> str:
    """A folder's size is that of all below it."""
    mode = _LETTER[child.kind] + stat.filemode(child.mode)[1:]
    name, when = short_line(child, whole_path=whole_path), _when(child, zone)
    return f"{mode}  {naturalsize(child.size):>9}  {when:16}  {child.head.medium_name}  {name}"


def json_line(child: Child) -> str:
    """path is escaped as in logs; path_hex its very bytes."""
    head = child.head
    fields: dict[str, Any] = {
        "path": escape(child.path),
        "path_hex": child.path.hex(),
        "kind": child.kind,
        "size": child.size,
        "mtime": _moment(child).isoformat() if child.mtime_ns else None,
        "mtime_ns": child.mtime_ns,
        "mode": f"{child.mode:04o}",
        "data_type": child.data_type,
        "server": child.server,
        "set": head.set_uuid,
        "set_name": head.name,
        "part": head.part,
        "medium": head.medium_name,
        **({"files": child.files} if child.is_folder else {}),
    }
    return json.dumps(fields, ensure_ascii=False)


def set_line(row: BackupSet, zone: ZoneInfo) -> str:
    when = row.written_at.astimezone(zone)
    part = f"part {row.part} of {row.parts or '?'}" if (row.part, row.parts) != (1, 1) else ""
    known = "" if row.indexed_at else "files not known: import its medium"
    proof = "" if row.verified_at else proof_of(row)
    told = (naturalsize(row.size), row.medium.name, part, proof, known)
    return "  ".join([f"{when:%Y-%m-%d %H:%M}", row.name, *(word for word in told if word)])


def set_json(row: BackupSet) -> str:
    fields = {
        "set": str(row.uuid),
        "name": row.name,
        "part": row.part,
        "parts": row.parts,
        "written_at": row.written_at.isoformat(),
        "verified_at": row.verified_at and row.verified_at.isoformat(),
        "claimed_verified_at": row.claimed_verified_at and row.claimed_verified_at.isoformat(),
        "size": row.size,
        "medium": row.medium.name,
        "medium_uuid": str(row.medium.uuid),
        "site": row.site_name,
        "encrypted": row.is_encrypted,
        "files_known": row.indexed_at is not None,
    }
    return json.dumps(fields, ensure_ascii=False)


def _moment(child: Child) -> datetime:
    """The nearest that a calendar knows."""
    seconds = max(min(child.mtime_ns // 10**9, 253_402_214_400), -62_135_510_400)
    return datetime.fromtimestamp(seconds, UTC)


def _when(child: Child, zone: ZoneInfo) -> str:
    return f"{_moment(child).astimezone(zone):%Y-%m-%d %H:%M}" if child.mtime_ns else ""
