"""One run of mmbackup: `python -m bench.one_night CORPUS TARGET` prints seconds by phase."""

import json
import sys
import tempfile
from datetime import UTC, datetime
from uuid import uuid4

from mmbackup.engine.catalogue import ServerKind, data_item
from mmbackup.engine.events import ignore
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.backup import back_up
from mmbackup.engine.operations.job import BackupJob
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.sources.port import SourceSpec


def main() -> None:
    corpus, target = sys.argv[1:]
    drive = DriveSpec(
        "bench", "directory", "bench", {"path": target, "must_be_mount": False}, label_blank=True
    )
    source = SourceSpec("MSS1", data_item(ServerKind.MSS, "messages"), "corpus", "files", {"roots": [corpus]})
    with tempfile.TemporaryDirectory(dir=corpus + "/..") as own:
        job = BackupJob(str(uuid4()), "Bench", "UTC", datetime.now(UTC), drive, (source,), f"{own}/log", own)
        result = back_up(job=job, clock=lambda: datetime.now(UTC), listen=ignore, cancelled=lambda: False)
    if result.outcome is not Outcome.FULL:
        sys.exit(result.verdict)
    print(json.dumps(dict(result.seconds_by_phase)))


if __name__ == "__main__":
    main()
