"""One restore by mmbackup: `python -m bench.one_restore FOLDER TARGET [PATH]`, of what bench.one_set left."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from mmbackup.engine.events import ignore
from mmbackup.engine.index.plan import make_plan
from mmbackup.engine.index.set_index import SetIndex
from mmbackup.engine.index.shapes import Pick
from mmbackup.engine.media.port import DriveSpec
from mmbackup.engine.operations.restore.calls import restore_part
from mmbackup.engine.operations.restore.job import IntoFolder, RestoreJob
from mmbackup.engine.outcomes import Outcome


def main() -> None:
    """Plan, restore and log, as a run does it."""
    folder, target, *paths = sys.argv[1:]
    drive = DriveSpec("bench", "directory", "bench", {"path": f"{folder}/medium", "must_be_mount": False})
    own = Path(folder) / f"restore-{os.getpid()}"
    own.mkdir()
    with SetIndex(Path(folder) / "index.sqlite") as index:
        make_plan(own / "plan.sqlite", [index], [Pick(path=path.encode()) for path in paths])
    now = datetime.now(UTC)
    job = RestoreJob(
        f"{os.getpid():08}",
        "Bench",
        "UTC",
        now,
        drive,
        str(own / "log"),
        str(own),
        IntoFolder(target.encode()),
    )
    step = restore_part(job=job, clock=lambda: datetime.now(UTC), listen=ignore, cancelled=lambda: False)
    if step.result is None or step.result.outcome is not Outcome.FULL:
        sys.exit(str(step))


if __name__ == "__main__":
    main()
