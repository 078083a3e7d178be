"""Backups as the restore's pages know them: sets on media, each with a real index of its files."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from mmbackup.engine.index.build import build_index
from mmbackup.models import BackupSet, DataItem, Medium, Server, Site, Source
from mmbackup.services.index.keep import head_of, index_path
from tests.portal.builders import LAST_NIGHT

SYSTEM, NAMES, MESSAGES = "system-data", "names-and-greetings", "messages"
FILES = {
    "MSS1/srv/mss1/system/config.db": SYSTEM,
    "MSS1/srv/mss1/greetings/1001.wav": NAMES,
    "MSS1/srv/mss1/messages/1001/0001.msg": MESSAGES,
    "MSS1/srv/mss1/messages/1001/0002.msg": MESSAGES,
    "MSS1/srv/mss1/messages/1002/0001.msg": MESSAGES,
}
MSS1_SAVES = (("detailed-system-data", "system"), ("greetings", "greetings"), ("messages", "messages"))
SIZE = 1_000
Trees = dict[str, list[str]]


def make_server(site: Site, name: str = "MSS1", **fields: Any) -> Server:
    server = Server.objects.create(site=site, name=name, kind="MSS", **fields)
    for slug, folder in MSS1_SAVES:
        item = DataItem.objects.create(server=server, slug=slug)
        roots = {"roots": [f"/srv/{name.lower()}/{folder}"]}
        Source.objects.create(item=item, name=slug, kind="files", settings=roots)
    return server


def make_medium(site: Site, name: str, **fields: Any) -> Medium:
    values = {"place": Medium.Place.ON_SHELF, "place_name": "Room 12", "last_seen_at": LAST_NIGHT, **fields}
    return Medium.objects.create(site=site, uuid=uuid4(), name=name, pool="nightly", **values)


def make_backup(
    site: Site,
    medium: str | Medium,
    *,
    nights_ago: int = 0,
    files: dict[str, str] | None = None,
    left_out: int = 0,
    indexed: bool = True,
    trees: Trees | None = None,
    **fields: Any,
) -> BackupSet:
    """left_out: messages that found no room. Verified and plain, unless told otherwise.

    trees: by the beginning of a path, whose what lies below it is.
    """
    files = FILES if files is None else files
    at = LAST_NIGHT - timedelta(days=nights_ago)
    medium = medium if isinstance(medium, Medium) else make_medium(site, medium)
    values = {"verified_at": at, "indexed_at": at if indexed else None, "set_sha256": "5" * 64, **fields}
    row = BackupSet.objects.create(
        uuid=uuid4(), medium=medium, name=f"{at:%Y%m%dT%H%M%SZ}-full-auto", written_at=at,
        size=SIZE * len(files), tallies=tallies_of(files, left_out), **values,
    )  # fmt: skip
    if indexed:
        build_index(index_path(row.uuid, row.part), head_of(row), entries_of(files, at, trees or {}))
    return row


def tallies_of(files: dict[str, str], left_out: int = 0) -> list[dict[str, Any]]:
    counted = Counter((path.split("/")[0], data_type) for path, data_type in files.items())
    return [
        {
            "data_type": data_type,
            "server": server,
            "files": count + (left_out if data_type == MESSAGES else 0),
            "size": count * SIZE,
            "saved_files": count,
            "saved_size": count * SIZE,
        }
        for (server, data_type), count in counted.items()
    ]


def entries_of(files: dict[str, str], at: datetime, trees: Trees) -> list[dict[str, Any]]:
    return [
        {
            "path": path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
            "raw": path.encode("utf-8", "surrogateescape").hex(),
            "type": "file",
            "size": SIZE,
            "mtime_ns": int(at.timestamp()) * 10**9 + number,
            "mode": 0o600,
            "uid": 0,
            "gid": 0,
            "user": "root",
            "group": "root",
            "sha256": f"{number:064x}",
            "data": data_type,
            "server": path.split("/")[0],
            "item": "messages",
            "source": "messages",
            "frame": [f"{data_type}.0001.tar.zst", 0],
            "at": number * 1536,
            **next(({"subscribers": trees[tree]} for tree in trees if path.startswith(tree)), {}),
        }
        for number, (path, data_type) in enumerate(files.items())
    ]
