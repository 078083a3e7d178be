"""What a verification's or a drill's end means. For callers inside a transaction of their own."""

from datetime import datetime

from mmbackup.engine.codes import (
    DRILL_NOT_PASSED,
    DRILL_PASSED,
    MEDIUM_NOT_VERIFIED,
    MEDIUM_VERIFIED,
    EventCode,
)
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.runs.ending import Ending


def remember_check(*, run: Run, ending: Ending, now: datetime) -> None:
    raise NotImplementedError


def remember_drill(*, run: Run, ending: Ending, now: datetime) -> None:
    raise NotImplementedError


def check_event(run: Run) -> EventCode:
    return MEDIUM_VERIFIED if run.outcome == Outcome.FULL else MEDIUM_NOT_VERIFIED


def drill_event(run: Run) -> EventCode:
    return DRILL_PASSED if run.outcome == Outcome.FULL else DRILL_NOT_PASSED
