"""Where the indexes are kept, and how they are opened: one file for each part of a set."""

import logging
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from mmbackup.engine.errors import FormatError
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import IndexHead
from mmbackup.engine.index.view import View
from mmbackup.engine.operations.importing import FoundSet
from mmbackup.environment import data_folder
from mmbackup.models import BackupSet

Without = Mapping[str, Collection[tuple[str, str]]]
logger = logging.getLogger(__name__)


def index_path(set_uuid: UUID | str, part: int) -> Path:
    """Whether it exists or not."""
    return data_folder("index") / f"{set_uuid}-{part}.sqlite"


def has_index(found: FoundSet) -> bool:
    """One of this very set.json, that can be read."""
    path = index_path(found.account.uuid, found.account.part)
    try:
        with SetIndex(path) as index:
            return index.head.set_sha256 == found.sha256
    except FormatError:
        return False


def head_of(row: BackupSet) -> IndexHead:
    return IndexHead(
        set_uuid=str(row.uuid),
        part=row.part,
        name=row.name,
        medium_uuid=str(row.medium.uuid),
        medium_name=row.medium.name,
        started_at=row.written_at,
        set_sha256=row.set_sha256,
    )


def open_view(rows: Iterable[BackupSet], without: Without | None = None) -> View:
    """To be closed. The newest set first; parts without an index are not in it: view.indexes tells which are.

    without: by a set's uuid, the data types and servers that are not to be seen of it.
    """
    newest_first = sorted(rows, key=lambda row: (row.written_at, str(row.uuid), -row.part), reverse=True)
    with ExitStack() as opened:
        indexes = [index for row in newest_first if (index := _opened(row, opened, without or {}))]
        opened.pop_all()
    return View(indexes)


def _opened(row: BackupSet, opened: ExitStack, without: Without) -> SetIndex | None:
    path = index_path(row.uuid, row.part)
    if not path.exists():
        return None
    try:
        return opened.enter_context(SetIndex(path, without.get(str(row.uuid), ())))
    except FormatError as error:
        logger.warning("%s", error)
        return None
