"""Reads sets back, in the process that holds the drive's lock."""

from mmbackup.models import Drive, Run
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.work import Surroundings


def do_verify(*, run: Run, drive: Drive, around: Surroundings) -> Ending:
    raise NotImplementedError
