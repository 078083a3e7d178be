"""A night that kills itself: crashing_night.py JOB CALL PATH WHEN, such as rename -auto after."""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mmbackup.engine.events import ignore
from mmbackup.engine.media.folder import FolderMedium
from mmbackup.engine.operations.backup import back_up


def die_at(call: str, part: str, when: str) -> None:
    """Before or after the medium's first call with such a path."""
    original: Callable[..., Any] = getattr(FolderMedium, call)

    def dying(medium: FolderMedium, path: str, *more: Any) -> Any:
        if part in path and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = original(medium, path, *more)
        if part in path:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(FolderMedium, call, dying)


if __name__ == "__main__":
    job_file, *moment = sys.argv[1:]
    job = pickle.loads(Path(job_file).read_bytes())  # noqa: S301 - the test wrote it
    die_at(*moment)
    back_up(job=job, clock=lambda: datetime.now(UTC), listen=ignore, cancelled=lambda: False)
