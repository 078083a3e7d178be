"""A part that kills its own process: killed_part.py JOB FOLDER CALL PATH WHEN, such as rename -2 after."""

import pickle
import sys
from datetime import UTC, datetime
from pathlib import Path

from mmbackup.engine.events import ignore
from mmbackup.engine.operations.attended import write_part
from tests.faults.crashing_night import die_at

if __name__ == "__main__":
    job_file, folder, *moment = sys.argv[1:]
    job = pickle.loads(Path(job_file).read_bytes())  # noqa: S301 - the test wrote it
    die_at(*moment)
    write_part(
        job=job, folder=folder, clock=lambda: datetime.now(UTC), listen=ignore, cancelled=lambda: False
    )
