"""An attended run whose process died in mid-part goes back to waiting, for the same part: nothing is lost."""

from datetime import datetime

from mmbackup.models import Run
from mmbackup.services.attended.waiting import wait_for_medium

DIED = (
    "The program that wrote part {part} was stopped before that part was finished. "
    "Put its medium in again, or another one: the part is begun anew."
)


def settle_attended(*, run: Run, now: datetime) -> bool:
    """False when somebody else was quicker."""
    reason = DIED.format(part=run.part)
    return wait_for_medium(run=run, from_state=Run.State.RUNNING, refusal=reason, now=now)
