"""An attended backup for tests: a shelf of small media, put in one after the other."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from mmbackup.engine.events import BackupResult, Event, PartWritten, Step
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.operations.attended import write_part
from mmbackup.engine.operations.backup.pieces import PIECE_LIMIT
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.sources.port import SourceSpec
from tests.engine.operations.backup.night import Night

CAPACITY = 3_000_000
NAMES = "ABCDEFGHIJ"


class Several(Night):
    """Media A, B, C … of one size on the shelf, none in the drive."""

    def __init__(self, folder: Path, capacity: int = CAPACITY) -> None:
        super().__init__(folder, capacity)
        self.shelf.eject()
        for name in NAMES[1:]:
            self.shelf.add(name, capacity)
        self.state = folder / "state"
        self.state.mkdir()
        self.now: datetime | None = None

    def fill(self, where: str, count: int, size: int, seed: int = 1) -> None:
        """Files that do not shrink; the highest number is the newest."""
        source = Random(f"{where} {seed}")
        for number in range(count):
            self.write(
                f"{where}/{number:04}", source.randbytes(size), mtime_ns=(1_600_000_000 + number) * 10**9
            )

    def begin(self, *sources: SourceSpec, **more: Any) -> BackupJob:
        return self.job(*sources, trigger="attended", **more)

    def put_in(self, name: str) -> None:
        self.shelf.eject()
        self.shelf.insert(name)

    def step(
        self,
        job: BackupJob,
        medium: str = "",
        *,
        cancelled: Callable[[], bool] = lambda: False,
        listen: Callable[[Event], None] | None = None,
        piece_limit: int = PIECE_LIMIT,
    ) -> Step:
        if medium:
            self.put_in(medium)
        self.now = (self.now or job.started_at) + timedelta(minutes=10)
        return write_part(
            job=job,
            folder=str(self.state),
            clock=lambda: self.now or job.started_at,
            listen=listen or self.events.append,
            cancelled=cancelled,
            piece_limit=piece_limit,
        )

    def go_through(
        self, job: BackupJob, media: str = NAMES, **more: Any
    ) -> tuple[list[PartWritten], BackupResult]:
        """With one medium after the other until it has ended."""
        parts = []
        for name in media:
            step = self.step(job, name, **more)
            assert step.refused is None, step.refused
            if step.part is not None:
                parts.append(step.part)
            if step.result is not None:
                self.log = Path(job.log_path).read_text()
                return parts, step.result
        raise AssertionError(f"{len(media)} media were not enough")

    def content_of(self, name: str) -> Path:
        return Path(self.shelf.path) / "media" / name / "content"

    def sets_of(self, name: str) -> list[BackupSet]:
        self.put_in(name)
        return self.sets()

    def only_set(self, name: str) -> BackupSet:
        (found,) = self.sets_of(name)
        return found


def restarted(job: BackupJob, **more: Any) -> BackupJob:
    """As a process of the next morning is given it, perhaps with another configuration."""
    spool = Path(job.spool_folder).with_name(f"spool-{os.urandom(4).hex()}")
    spool.mkdir()
    return replace(job, spool_folder=str(spool), **more)
