"""Subscribers by number or name: as the newest backup's index knows them, else as its folders are called."""

import sqlite3
import time
from typing import NamedTuple

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import escape
from mmbackup.engine.index.patterns import like, teach
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.subscribers import know_subscribers, subscribers_page
from mmbackup.models import BackupSet, Site
from mmbackup.services.index.keep import index_path

SECONDS = 0.15  # for one who types; what is not found by then is searched for on Restore's own page
STEPS_BETWEEN_LOOKS = 2000
SUBSCRIBERS_DATA = (DataType.NAMES, DataType.MESSAGES)


class Named(NamedTuple):
    """is_told: the backup tells who its subscribers are; else these are names of folders."""

    names: tuple[str, ...] = ()
    is_told: bool = False


def subscribers_like(*, site: Site, text: str, limit: int) -> Named:
    """Names that begin so. None as well when there is no index, or it took too long."""
    newest = BackupSet.objects.filter(
        medium__site=site, removed_at__isnull=True, indexed_at__isnull=False
    ).order_by("-written_at", "part")
    row = newest.first()
    if row is None:
        return Named()
    try:
        with SetIndex(index_path(row.uuid, row.part)) as index:
            return _told(index, text, limit) or Named(_names(index, text, limit))
    except (FormatError, sqlite3.OperationalError):
        return Named()


def _told(index: SetIndex, text: str, limit: int) -> Named | None:
    if not know_subscribers([index]):
        return None
    page = subscribers_page([index], text, "", limit)
    return Named(tuple(one.name for one in page.subscribers), is_told=True)


def _names(index: SetIndex, text: str, limit: int) -> tuple[str, ...]:
    """The shortest first."""
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
    return tuple(escape(name) for (name,) in index.connection.execute(asked, (*values, limit)))
