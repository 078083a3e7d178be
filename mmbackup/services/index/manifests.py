"""Manifests that wait on the server until an index was made of them; named for their part of a set."""

import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from mmbackup.environment import data_folder
from mmbackup.models import BackupSet, Run

FORGOTTEN = timedelta(days=2)  # of what nobody knows the set of
_ENDING = ".manifest"
logger = logging.getLogger(__name__)


def manifest_of_run(run: Run) -> Path:
    """Where the engine leaves the one of a nightly set, whose name is not known before."""
    return data_folder("index") / f"{run.pk}{_ENDING}"


def manifest_of(set_uuid: UUID | str, part: int) -> Path:
    return data_folder("index") / f"{set_uuid}-{part}{_ENDING}"


def set_aside(*, path: Path, set_uuid: UUID | str, part: int) -> None:
    """To be made an index of; the path may go then. Nothing is lost that the medium does not have."""
    try:
        os.link(path, manifest_of(set_uuid, part))
    except (FileNotFoundError, FileExistsError):
        return
    except OSError as error:
        logger.warning("The manifest of set %s, part %d, is not kept: %s", set_uuid, part, error)


def waiting_rows() -> Iterator[tuple[BackupSet, Path]]:
    """Those whose sets are known, the oldest first."""
    for path in sorted(data_folder("index").glob(f"*{_ENDING}"), key=_age):
        row = _row(path)
        if row is not None:
            yield row, path


def forget_unknown(*, now: datetime) -> int:
    """How many have lain for days without a set: their run ended without one."""
    count = 0
    for path in data_folder("index").glob(f"*{_ENDING}*"):
        if now.timestamp() - _age(path) > FORGOTTEN.total_seconds() and _row(path) is None:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _row(path: Path) -> BackupSet | None:
    uuid, _, part = path.name.removesuffix(_ENDING).rpartition("-")
    try:
        asked = BackupSet.objects.filter(uuid=UUID(uuid), part=int(part))
    except ValueError:
        return None
    return asked.select_related("medium").first()


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # somebody else was faster
        return 0.0
