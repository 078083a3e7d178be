"""A file or folder of the backups, or a subscriber, as the API tells it."""

from datetime import datetime
from typing import Any

from mmbackup.engine.format.names import escape
from mmbackup.engine.index.shapes import Child
from mmbackup.engine.index.subscribers import Subscriber
from portal.restore.entries import moment_of


def entry_of(child: Child) -> dict[str, Any]:
    changed_at: datetime | None = moment_of(child.mtime_ns)
    return {
        "path": escape(child.path),
        "name": escape(child.name),
        "is_folder": child.is_folder,
        "kind": child.kind,
        "data_type": child.data_type,
        "server": child.server,
        "files": child.files,
        "size": child.size,
        "changed_at": changed_at,
        "set": child.head.set_uuid,
        "medium": child.head.medium_name,
    }


def subscriber_of(one: Subscriber) -> dict[str, Any]:
    places = [{"server": place.server, "path": escape(place.path)} for place in one.places]
    return {
        "name": one.name,
        "files": one.files,
        "size": one.size,
        "newest_at": moment_of(one.newest_ns),
        "places": places,
    }
