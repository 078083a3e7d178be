"""After a run: indexes are made of the manifests that it left, and those of sets that are gone go too."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from mmbackup.engine.errors import BackupError, FormatError
from mmbackup.engine.format.manifest import read_manifest
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.index.build import build_index
from mmbackup.environment import data_folder
from mmbackup.models import BackupSet
from mmbackup.services.index.keep import head_of, index_path
from mmbackup.services.index.manifests import forget_unknown, waiting_rows

LEFT_OVER = timedelta(minutes=10)  # so long its own run has had
_CHUNK = 1 << 20
logger = logging.getLogger(__name__)


def keep_indexes(*, now: datetime) -> int:
    """How many were made. An edge: no backup is the worse for an index that could not be made."""
    count = 0
    for row, path in [*waiting_rows()]:
        count += _keep(row, path, now)
    return count


def keep_leftovers(*, now: datetime) -> int:
    """The same for runs whose process died before it could."""
    since = now - LEFT_OVER
    count = 0
    for row, path in [*waiting_rows()]:
        if path.exists() and path.stat().st_mtime < since.timestamp():
            count += _keep(row, path, now)
    return count


def prune_indexes(*, now: datetime) -> int:
    """Of sets that are on no medium any more; and what a process that died left half done."""
    there = set(BackupSet.objects.filter(removed_at__isnull=True).values_list("uuid", "part"))
    count = forget_unknown(now=now)
    for path in data_folder("index").glob("*.sqlite"):
        if _key(path) not in there:
            path.unlink(missing_ok=True)
            count += 1
    return count + _remove_half_done(now)


def _keep(row: BackupSet, path: Path, now: datetime) -> bool:
    try:
        if row.removed_at is None:
            build_index(index_path(row.uuid, row.part), head_of(row), read_manifest(_chunks(path)))
            BackupSet.objects.filter(pk=row.pk).update(indexed_at=now)
    except FormatError as error:
        logger.warning("No index of %s: %s", row.name, error)  # nor will there be one next time
    except BackupError as error:
        logger.warning("No index of %s yet: %s", row.name, error)
        return False
    except Exception:  # the edge: one set's index costs no other set its own
        logger.exception("No index of %s yet", row.name)
        return False
    path.unlink(missing_ok=True)
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with server_disk(), open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _key(path: Path) -> tuple[UUID, int] | None:
    uuid, _, part = path.stem.rpartition("-")
    try:
        return UUID(uuid), int(part)
    except ValueError:
        return None


def _remove_half_done(now: datetime) -> int:
    """Their names begin with a dot; what is being written is young."""
    old = (now - timedelta(days=1)).timestamp()
    count = 0
    for path in data_folder("index").glob(".*"):
        if path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
            count += 1
    return count
