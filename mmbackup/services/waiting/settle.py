"""A run that may wait, and whose process died in mid-part, goes back to waiting: nothing is lost."""

from datetime import datetime

from mmbackup.models import Run
from mmbackup.services.waiting.by_kind import ways_of
from mmbackup.services.waiting.waiting import wait_for_people


def settle_waiting(*, run: Run, now: datetime) -> bool:
    """False when somebody else was quicker."""
    reason = ways_of(run).died(run)
    return wait_for_people(run=run, from_state=Run.State.RUNNING, refusal=reason, now=now)
