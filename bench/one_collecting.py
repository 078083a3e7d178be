"""One run over SSH: `python -m bench.one_collecting TARGET SOURCES`, SOURCES being JSON, prints what it took.

Each source is the fields of a host (or null: this machine), a folder there, and the kind that saves it.
"""

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any
from uuid import uuid4

from bench.held import Watched
from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.events import ErrorNoted, Event
from mmbackup.engine.hosts.host import Host
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.backup import back_up
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec


def main() -> None:
    target, packed = sys.argv[1:]
    sources = tuple(_source(*one) for one in json.loads(packed))
    place = {"path": target, "must_be_mount": False}
    drive = DriveSpec("bench", "directory", "bench", place, label_blank=True)
    with tempfile.TemporaryDirectory(dir=target + "/..") as own, Watched(os.getpid()) as memory:
        job = BackupJob(str(uuid4()), "Bench", "UTC", datetime.now(UTC), drive, sources, f"{own}/log", own)
        result = back_up(job=job, clock=lambda: datetime.now(UTC), listen=_told, cancelled=lambda: False)
    if result.outcome is not Outcome.FULL:
        sys.exit(result.verdict)
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    processor = sum(one.ru_utime + one.ru_stime for one in used)
    print(json.dumps([dict(result.seconds_by_phase), processor, memory.most]))


def _told(event: Event) -> None:
    """Why a run was not FULL."""
    if isinstance(event, ErrorNoted):
        print(event.server, event.item, event.text, file=sys.stderr)


def _source(host: list[Any] | None, root: str, kind: str) -> SourceSpec:
    """Of Messages, as most of what there is."""
    there = Host(*host) if host else None
    messages = data_item(ServerKind.MSS, "messages")
    return SourceSpec("MSS1", messages, root, kind, {"roots": [root]}, host=there)


if __name__ == "__main__":
    main()
