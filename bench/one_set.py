"""Backs a corpus up to be restored: `python -m bench.one_set CORPUS FOLDER` leaves medium and index there."""

import hashlib
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.events import ignore
from mmbackup.engine.format.backup_set import list_sets
from mmbackup.engine.format.manifest import read_manifest
from mmbackup.engine.index.build import build_index
from mmbackup.engine.index.shapes import IndexHead
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.backup import back_up
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec


def main() -> None:
    corpus, folder = sys.argv[1:]
    drive = bench_drive(folder)
    source = SourceSpec("MSS1", data_item(ServerKind.MSS, "messages"), "corpus", "files", {"roots": [corpus]})
    with tempfile.TemporaryDirectory(dir=folder) as own:
        job = BackupJob(str(uuid4()), "Bench", "UTC", datetime.now(UTC), drive, (source,), f"{own}/log", own)
        result = back_up(job=job, clock=lambda: datetime.now(UTC), listen=ignore, cancelled=lambda: False)
    if result.outcome is not Outcome.FULL:
        sys.exit(result.verdict)
    _index(Path(folder), drive)


def bench_drive(folder: str) -> DriveSpec:
    path = f"{folder}/medium"
    return DriveSpec("bench", "directory", "bench", {"path": path, "must_be_mount": False}, label_blank=True)


def _index(folder: Path, drive: DriveSpec) -> None:
    """As the server keeps it after each run."""
    medium = open_drive(drive).open()
    (found,) = list_sets(medium)
    text = medium.read_small(f"{found.name}/set.json", 1 << 26)
    head = IndexHead(
        found.uuid,
        1,
        found.name,
        found.medium_uuid,
        found.medium_name,
        found.started_at,
        hashlib.sha256(text).hexdigest(),
    )
    entries = read_manifest(medium.read_back(f"{found.name}/manifest.jsonl.zst"))
    build_index(folder / "index.sqlite", head, entries)


if __name__ == "__main__":
    main()
