"""Backups to restore from: nights on an emulated drive, their indexes, plans, and restores of them."""

import hashlib
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from mmbackup.engine.events import Event
from mmbackup.engine.format.decryption import decrypting
from mmbackup.engine.format.manifest import read_manifest
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.index.build import build_index
from mmbackup.engine.index.plan import Plan, make_plan
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import IndexedFile, IndexHead, Pick
from mmbackup.engine.media.port import Medium
from mmbackup.engine.operations.restore.calls import restore_part
from mmbackup.engine.operations.restore.job import IntoFolder, RestoreJob
from mmbackup.engine.operations.restore.shapes import RestoreStep
from tests.engine.operations.backup.night import Night
from tests.to_be_closed import to_be_closed

WHEN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def _manifest(medium: Medium, backup_set: BackupSet, secrets: Sequence[str]) -> list[bytes]:
    ending = ".age" if backup_set.recipients else ""
    path = f"{backup_set.name}/manifest.jsonl.zst{ending}"
    chunks = [bytes(chunk) for chunk in medium.read_back(path)]
    return list(decrypting(path, chunks, secrets)) if backup_set.recipients else chunks


def index_of(folder: Path, medium: Medium, backup_set: BackupSet, secrets: Sequence[str] = ()) -> SetIndex:
    """As the server keeps it after a run."""
    chunks = _manifest(medium, backup_set, secrets)
    text = medium.read_small(f"{backup_set.name}/set.json", 1 << 26)
    head = IndexHead(
        backup_set.uuid,
        backup_set.part,
        backup_set.name,
        backup_set.medium_uuid,
        backup_set.medium_name,
        backup_set.started_at,
        hashlib.sha256(text).hexdigest(),
    )
    path = folder / f"{backup_set.uuid}-{backup_set.part}.sqlite"
    path.unlink(missing_ok=True)
    build_index(path, head, read_manifest(chunks))
    return to_be_closed(SetIndex(path))


class Restores:
    """Of what a night has written; each has a folder of its own."""

    def __init__(self, night: Night) -> None:
        self.night = night
        self.events: list[Event] = []
        self.target = night.folder / "target"
        self.target.mkdir()
        self.log = ""
        self.plan_path = Path()
        self.secrets: Sequence[str] = ()

    def job(self, *picks: Pick, indexes: Sequence[SetIndex] = (), **more: Any) -> RestoreJob:
        own = self.night.folder / f"restore-{uuid4().hex[:8]}"
        own.mkdir()
        self.plan_path = own / "plan.sqlite"
        make_plan(self.plan_path, indexes or self.indexes(), picks)
        job = RestoreJob(
            run_id=str(uuid4()),
            site="Head Office",
            time_zone="Europe/Berlin",
            started_at=WHEN,
            drive=self.night.drive,
            log_path=str(own / "restore.log"),
            folder=str(own),
            target=IntoFolder(os.fsencode(self.target)),
        )
        return job._replace(**more)

    def indexes(self) -> list[SetIndex]:
        """Newest first."""
        medium = self.night.medium()
        return [index_of(self.night.folder, medium, one, self.secrets) for one in reversed(self.night.sets())]

    def step(
        self, job: RestoreJob, cancelled: Callable[[], bool] = lambda: False, **more: Any
    ) -> RestoreStep:
        step = restore_part(
            job=job, clock=lambda: WHEN, listen=self.events.append, cancelled=cancelled, **more
        )
        if step.result is not None:
            self.log = Path(job.log_path).read_text()
            assert self.log.splitlines()[-1] == step.result.verdict
        return step

    def run(self, *picks: Pick, **more: Any) -> RestoreStep:
        return self.step(self.job(*picks, **more))

    def plan(self) -> Plan:
        return Plan(self.plan_path)

    def entries(self) -> list[IndexedFile]:
        return list(self.indexes()[0].entries())

    def place(self, path: str = "", server: str = "MSS1") -> Path:
        """Where what lay below the servers' folder came back."""
        return self.target / server / str(self.night.servers)[1:] / path
