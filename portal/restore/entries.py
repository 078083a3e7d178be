"""Files and folders of backups, as a page lists them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from mmbackup.engine.format.names import escape
from mmbackup.engine.index.shapes import Child, Pick
from portal.restore.picked import Box, box_of
from portal.restore.wanted import Wanted

NANO = 10**9


@dataclass(frozen=True, slots=True)
class Entry:
    """name and path are escaped: one printable line each. changed_at is None where it is not known."""

    name: str
    path: str
    folder: str
    is_folder: bool
    kind: str
    files: int
    size: int
    changed_at: datetime | None
    night: str
    medium: str
    address: str
    box: Box


def entries_of(children: Iterable[Child], wanted: Wanted, nights: dict[str, str]) -> list[Entry]:
    return [_entry(child, wanted, nights) for child in children]


def _entry(child: Child, wanted: Wanted, nights: dict[str, str]) -> Entry:
    path = escape(child.path)
    return Entry(
        name=escape(child.name),
        path=path,
        folder=escape(child.path.rpartition(b"/")[0]),
        is_folder=child.is_folder,
        kind=child.kind,
        files=child.files,
        size=child.size,
        changed_at=moment_of(child.mtime_ns),
        night=nights.get(child.head.set_uuid, ""),
        medium=child.head.medium_name,
        address=wanted.address("browse", folder=path) if child.is_folder else "",
        box=box_of(_pick(child), wanted.picks),
    )


def _pick(child: Child) -> Pick:
    """A folder may hold several data types, a file is of one."""
    return Pick("" if child.is_folder else child.data_type, child.server, child.path)


def moment_of(nanoseconds: int) -> datetime | None:
    """Whatever a medium says: a time outside the calendar is none."""
    try:
        return datetime.fromtimestamp(nanoseconds / NANO, tz=UTC) if nanoseconds else None
    except (ValueError, OverflowError, OSError):
        return None
