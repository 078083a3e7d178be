"""A person ends a run: queued or waiting, it ends here; running, it ends itself within seconds."""

from datetime import datetime

from django.db import transaction

from mmbackup.engine.errors import RunCancelled
from mmbackup.models import Run
from mmbackup.services.history.of_runs import remember_cancelled
from mmbackup.services.runs.end_queued_run import end_by_error
from mmbackup.services.waiting.end_waiting import end_waiting_run


def cancel_run(*, run: Run, now: datetime) -> bool:
    """False when the run had ended before."""
    is_open = Run.objects.filter(pk=run.pk).exclude(state=Run.State.ENDED)
    with transaction.atomic():
        if not is_open.update(cancel_asked=True):
            return False
        remember_cancelled(run=run, now=now)
    if end_waiting_run(run=run, now=now):
        return True
    end_by_error(run=run, error=RunCancelled("cancelled by hand before it began"), now=now)
    return True
