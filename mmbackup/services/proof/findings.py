"""What a verification or a drill found, on disk before it is in the database: more than a journal holds."""

import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from mmbackup.engine.format.server_disk import server_disk
from mmbackup.environment import data_folder

Findings = dict[str, Any]


def keep_findings(*, run_id: UUID, findings: Findings) -> None:
    """Durable when it returns. ServerDiskFull when there is no room."""
    path = _path(run_id)
    with server_disk():
        with open(f"{path}.new", "w") as file:
            json.dump(findings, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(f"{path}.new", path)


def take_findings(*, run_id: UUID) -> Findings:
    """Empty when the run did not come so far. They go when the transaction of the caller holds."""
    path = _path(run_id)
    try:
        findings: Findings = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return findings


def _path(run_id: UUID) -> Path:
    return data_folder("proof") / f"{run_id}.json"
