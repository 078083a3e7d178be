"""A continued part that nobody could begin goes back to waiting; when it is not wanted any more, it ends."""

from datetime import datetime

from mmbackup.models import Run
from mmbackup.models.run import WAITING_KINDS
from mmbackup.services.waiting.end_waiting import end_waiting_run
from mmbackup.services.waiting.waiting import wait_for_people


def is_continued(run: Run) -> bool:
    """Its first part was begun before: it has more to lose than its turn."""
    return run.kind in WAITING_KINDS and run.started_at is not None


def give_back(*, run: Run, reason: str, now: datetime) -> bool:
    """False when somebody has begun or ended it in the meantime."""
    if not wait_for_people(run=run, from_state=Run.State.QUEUED, refusal=reason, now=now):
        return False
    run.refresh_from_db()
    if run.cancel_asked:
        end_waiting_run(run=run, now=now)
    return True
