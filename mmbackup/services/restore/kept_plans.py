"""Plans that are kept from one page to the next: of a million files, one takes some seconds to make.

A plan's name is made of all that it comes from: what was picked, the sets as they are known, and the very
files of their indexes. So one that is out of date is not found any more.
"""

import hashlib
import json
import os
import shutil
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mmbackup.engine.errors import FormatError, ServerDiskFull, SetUnknown
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.index.build import publish
from mmbackup.engine.index.plan import Plan
from mmbackup.environment import data_folder
from mmbackup.models import BackupSet
from mmbackup.services.index.keep import index_path
from mmbackup.services.restore.folder import PLAN
from mmbackup.services.restore.plan import Basis, plan_from

MOST = 3  # that of a million files is 100 MB
LEFT_ALONE = timedelta(hours=12)


def open_plan(basis: Basis) -> Plan:
    """To be closed. Made where it is not kept, and kept. Raise NothingPicked or SetUnknown."""
    path = _path(basis)
    with suppress(FileNotFoundError, FormatError):
        os.utime(path)
        return Plan(path)
    with server_disk(), tempfile.TemporaryDirectory(dir=path.parent, prefix="making-") as folder:
        made = Path(folder) / PLAN
        _make(basis, made)
        plan = Plan(made)  # before anybody else can take it away
        made.rename(path)
    _forget_oldest()
    return plan


def take_plan(basis: Basis, path: Path) -> None:
    """To the restore's own folder, where it changes: it is not kept any more. Raises as open_plan."""
    kept = _path(basis)
    try:
        with Plan(kept):
            publish(kept, path)
    except (OSError, FormatError):
        _make(basis, path)


def prune_plans(*, now: datetime) -> None:
    """Also what a process left behind that died over making one."""
    for path in _by_age():
        if _changed_at(path) < (now - LEFT_ALONE).timestamp():
            _forget(path)


def _make(basis: Basis, path: Path) -> None:
    try:
        plan_from(basis, path)
    except ServerDiskFull:
        for kept in data_folder("plans").glob("*.sqlite"):
            _forget(kept)
        plan_from(basis, path)


def _path(basis: Basis) -> Path:
    told = {
        "picks": [[pick.data_type, pick.server, pick.path.hex()] for pick in basis.picks],
        "parts": [_part(row) for row in basis.rows],
        "without": {uuid: sorted(left) for uuid, left in basis.without.items()},
    }
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return data_folder("plans") / f"{digest}.sqlite"


def _part(row: BackupSet) -> list[Any]:
    try:
        index = index_path(row.uuid, row.part).stat()
    except FileNotFoundError as error:
        raise SetUnknown("an index of a chosen backup is gone or broken") from error
    known = [str(row.uuid), row.part, row.name, row.written_at.isoformat(), row.set_sha256]
    return [*known, str(row.medium.uuid), row.medium.name, index.st_ino, index.st_size, index.st_mtime_ns]


def _forget_oldest() -> None:
    kept = [path for path in _by_age() if path.suffix == ".sqlite"]
    for path in kept[:-MOST]:
        _forget(path)


def _by_age() -> list[Path]:
    return sorted(data_folder("plans").iterdir(), key=_changed_at)


def _changed_at(path: Path) -> float:
    with suppress(FileNotFoundError):  # another process was quicker
        return path.stat().st_mtime
    return 0.0


def _forget(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
