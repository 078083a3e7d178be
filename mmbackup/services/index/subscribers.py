"""Subscribers by number or name, as the folders of the newest backup's index tell them."""

import sqlite3
import time

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import escape
from mmbackup.engine.index.patterns import like, teach
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.models import BackupSet, Site
from mmbackup.services.index.keep import index_path

SECONDS = 0.15  # for one who types; what is not found by then is searched for on Restore's own page
STEPS_BETWEEN_LOOKS = 2000
SUBSCRIBERS_DATA = (DataType.NAMES, DataType.MESSAGES)


def subscribers_like(*, site: Site, text: str, limit: int) -> list[str]:
    """Their folders' names, shortest first. Empty as well when there is no index, or it took too long."""
    newest = BackupSet.objects.filter(
        medium__site=site, removed_at__isnull=True, indexed_at__isnull=False
    ).order_by("-written_at", "part")
    row = newest.first()
    if row is None:
        return []
    try:
        with SetIndex(index_path(row.uuid, row.part)) as index:
            return _names(index, text, limit)
    except (FormatError, sqlite3.OperationalError):
        return []


def _names(index: SetIndex, text: str, limit: int) -> list[str]:
    deadline = time.monotonic() + SECONDS
    index.connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)
    teach(index.connection)
    words, values = like("name", text, after=True)
    ours = " OR ".join(
        f"(1 {index.choice.folder_condition(data_type.slug)})" for data_type in SUBSCRIBERS_DATA
    )
    asked = (
        f"SELECT DISTINCT name FROM folder WHERE depth > 2 AND ({ours}) AND {words} "  # noqa: S608  constants and numbers
        "ORDER BY LENGTH(name), name LIMIT ?"
    )
    return [escape(name) for (name,) in index.connection.execute(asked, (*values, limit))]
