"""A site for tests: sources in a folder, an emulated drive with a medium in it, and nights to run."""

import itertools
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.events import BackupResult, Event
from mmbackup.engine.format.backup_set import list_sets
from mmbackup.engine.format.manifest import read_manifest
from mmbackup.engine.format.set_account import BackupSet
from mmbackup.engine.media.emulated import Shelf
from mmbackup.engine.media.port import DriveSpec, Medium
from mmbackup.engine.media.registry import open_drive
from mmbackup.engine.operations.backup import back_up
from mmbackup.engine.operations.backup.pieces import PIECE_LIMIT
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.sources.port import SourceSpec
from tests.to_be_closed import to_be_closed

FIRST_NIGHT = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)


def files(item: str, *roots: Path | str, server: str = "MSS1", **more: Any) -> SourceSpec:
    settings: dict[str, object] = {key: more.pop(key) for key in ("include", "exclude") if key in more}
    settings["roots"] = [str(root) for root in roots]
    return SourceSpec(server, _item(server, item), item, "files", settings, **more)


def command(item: str, *argv: str, server: str = "MSS1", output: str = "output", **more: Any) -> SourceSpec:
    settings = {"argv": list(argv), "output": output}
    return SourceSpec(server, _item(server, item), item, "command", settings, **more)


def _item(server: str, slug: str) -> Any:
    return data_item(ServerKind(server[:3]), slug)


class Night:
    """Sources lie below self.servers; run() is one night, one day after the one before."""

    def __init__(self, folder: Path, capacity: int = 1 << 30) -> None:
        self.folder = folder
        self.servers = folder / "servers"
        self.servers.mkdir()
        self.shelf = Shelf(str(folder / "shelf"))
        self.shelf.add("A", capacity)
        self.shelf.insert("A")
        self.drive = DriveSpec(
            "DVD-RAM 1", "emulated", "nightly", {"path": self.shelf.path}, label_blank=True
        )
        self.events: list[Event] = []
        self._nights = itertools.count()
        self.log = ""

    def write(self, path: str, content: bytes = b"content", mtime_ns: int | None = None) -> Path:
        """A file below the servers' folder."""
        file = self.servers / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        if mtime_ns is not None:
            os.utime(file, ns=(mtime_ns, mtime_ns))
        return file

    def job(self, *sources: SourceSpec, **more: Any) -> BackupJob:
        night = next(self._nights)
        spool = self.folder / f"spool-{night}"
        spool.mkdir()
        job = BackupJob(
            run_id=str(uuid4()),
            site="Head Office",
            time_zone="Europe/Berlin",
            started_at=FIRST_NIGHT + timedelta(days=night),
            drive=self.drive,
            sources=sources,
            log_path=str(self.folder / f"night-{night}.log"),
            spool_folder=str(spool),
        )
        return replace(job, **more)

    def run(
        self,
        *sources: SourceSpec,
        cancelled: Callable[[], bool] = lambda: False,
        piece_limit: int = PIECE_LIMIT,
        listen: Callable[[Event], None] | None = None,
        **more: Any,
    ) -> BackupResult:
        job = self.job(*sources, **more)
        result = back_up(
            job=job,
            clock=lambda: job.started_at + timedelta(minutes=16),
            listen=listen or self.events.append,
            cancelled=cancelled,
            piece_limit=piece_limit,
        )
        self.log = Path(job.log_path).read_text()
        assert self.log.splitlines()[-1] == result.verdict
        return result

    # the medium

    @property
    def content(self) -> Path:
        return Path(self.shelf.path) / "media" / "A" / "content"

    def medium(self) -> Medium:
        return to_be_closed(open_drive(self.drive).open())

    def sets(self) -> list[BackupSet]:
        with closing(open_drive(self.drive).open()) as medium:
            return list_sets(medium)

    def set_folder(self) -> Path:
        """Of the newest set."""
        return self.content / self.sets()[-1].name

    def used(self) -> int:
        return sum(path.stat().st_size for path in self.content.rglob("*") if path.is_file())

    def manifest(self) -> list[dict[str, Any]]:
        return list(read_manifest([(self.set_folder() / "manifest.jsonl.zst").read_bytes()]))

    def unpack(self, *data_types: str) -> Path:
        """With zstd and tar alone; answers the folder of the servers' trees."""
        if shutil.which("zstd") is None:
            pytest.skip("needs what this machine lacks: zstd")
        target = self.folder / f"unpacked-{uuid4().hex[:8]}"
        target.mkdir()
        for data_type in data_types or ("system-data", "names-and-greetings", "messages"):
            if list(self.set_folder().glob(f"{data_type}.*")):
                tar = f"tar -xi --xattrs --xattrs-include='*' --numeric-owner -C '{target}'"
                words = f"cat {data_type}.*.tar.zst* | zstd -dcq | {tar}"
                subprocess.run(
                    ["/bin/bash", "-o", "pipefail", "-ec", words],
                    cwd=self.set_folder(),
                    check=True,
                    timeout=120,
                )
        return target

    def restored(self, target: Path, server: str = "MSS1") -> Path:
        """Where the servers' folder came back."""
        return target / server / str(self.servers)[1:]
