"""What a restore's end means. For callers inside a transaction of their own."""

from datetime import datetime

from mmbackup.engine.codes import RESTORE_COMPLETED, RESTORE_NOT_SUCCESSFUL, EventCode
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.runs.ending import Ending


def remember_restore(*, run: Run, ending: Ending, now: datetime) -> None:
    raise NotImplementedError


def restore_event(run: Run) -> EventCode:
    return RESTORE_COMPLETED if run.outcome == Outcome.FULL else RESTORE_NOT_SUCCESSFUL
