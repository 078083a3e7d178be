"""Made-up sets for tests of indexes: entries as a manifest has them, and the same in plain Python."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from mmbackup.engine.index.build import build_index
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import IndexHead

START = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)


def entry(path: bytes | str, **told: Any) -> dict[str, Any]:
    """A file of MSS1's messages, unless told otherwise; where it lies follows from its name."""
    name = path.encode() if isinstance(path, str) else path
    kind = told.pop("type", "file")
    size = told.pop("size", len(name))
    made: dict[str, Any] = {
        **named("path", "raw", name),
        "type": kind,
        "size": size,
        "mtime_ns": 1_000_000_000,
        "mode": 0o640,
        "uid": 1000,
        "gid": 1000,
        "user": "mail",
        "group": "mail",
        "data": "messages",
        "server": "MSS1",
        "item": "messages",
        "frame": ["messages.0001.tar.zst", sum(name) * 1000],
        "at": len(name) * 512,
    }
    if kind == "file":
        made["sha256"] = (name * 32)[:32].hex()
    if link := told.pop("link", None):
        made |= named("link", "link_raw", link.encode() if isinstance(link, str) else link)
    return made | told


def named(key: str, raw_key: str, name: bytes) -> dict[str, str]:
    """As the manifest writes names."""
    try:
        return {key: name.decode()}
    except UnicodeDecodeError:
        return {key: name.decode("utf-8", "replace"), raw_key: name.hex()}


def head(number: int = 1, part: int = 1, *, newer: int = 0) -> IndexHead:
    """newer: by so many days."""
    return IndexHead(
        set_uuid=str(UUID(int=number)),
        part=part,
        name=f"set-{number}",
        medium_uuid=str(UUID(int=1000 * number + part)),
        medium_name=f"M-{number}-{part}",
        started_at=START + timedelta(days=newer),
        set_sha256=f"{number:064x}",
    )


def make_index(
    folder: Path, entries: Iterable[Mapping[str, Any]], number: int = 1, part: int = 1
) -> SetIndex:
    path = folder / f"{number}-{part}.sqlite"
    build_index(path, head(number, part), entries)
    return SetIndex(path)
