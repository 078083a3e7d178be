"""A person ends a run. A queued one ends here; a running one ends itself, with its log, within seconds."""

from datetime import datetime

from mmbackup.engine.errors import RunCancelled
from mmbackup.models import Run
from mmbackup.services.end_queued_run import end_by_error


def cancel_run(*, run: Run, now: datetime) -> bool:
    """False when the run had ended before."""
    is_open = Run.objects.filter(pk=run.pk).exclude(state=Run.State.ENDED)
    if not is_open.update(cancel_asked=True):
        return False
    end_by_error(run=run, error=RunCancelled("cancelled by hand before it began"), now=now)
    return True
