"""One medium's share of a restore, in the process that holds the drive's lock."""

from mmbackup.models import Drive, Run
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.work import Surroundings


def do_restore(*, run: Run, drive: Drive, around: Surroundings) -> Ending | None:
    """None: the run waits for a medium, or for a key, now."""
    raise NotImplementedError
