"""A waiting run goes on: somebody says that the next medium is in, or it was seen to come."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from mmbackup.engine.codes import BACKUP_STARTED, RESTORE_STARTED
from mmbackup.engine.errors import BackupError
from mmbackup.models import Run
from mmbackup.services.broker import BrokerUnreachable, hand_over
from mmbackup.services.history.of_runs import remember_continued
from mmbackup.services.record_event import record_event
from mmbackup.services.runs.request_backup import BACKUP_TASK


class NotWaiting(BackupError):
    """The run does not wait, or not any more."""

    next_step = "See how it stands in Backup/Restore > Attended Backup, or Backup/Restore > Restore."


def continue_run(*, run_id: UUID, by: str, now: datetime) -> Run:
    """Hand the next part to a worker. Raise NotWaiting, or BrokerUnreachable; then nothing has changed."""
    run = claim_part(run_id=run_id, now=now)
    try:
        hand_over(task=BACKUP_TASK, arguments=(str(run.pk),))
    except BrokerUnreachable:
        queued = Run.objects.filter(pk=run.pk, state=Run.State.QUEUED)
        if queued.update(state=Run.State.WAITING):
            raise  # otherwise the message did arrive, and a worker was quicker than the broker's answer
    tell_continued(run=run, by=by, now=now)
    return run


def claim_part(*, run_id: UUID, now: datetime) -> Run:
    """For whoever will write the part itself. Of two that ask at once, one is told NotWaiting."""
    waiting = Run.objects.filter(pk=run_id, state=Run.State.WAITING, cancel_asked=False)
    if not waiting.update(state=Run.State.QUEUED, heard_at=now):
        raise NotWaiting("the run does not wait for a medium now")
    return Run.objects.select_related("site", "drive").get(pk=run_id)


def tell_continued(*, run: Run, by: str, now: datetime) -> None:
    is_restore = run.kind == Run.Kind.RESTORE
    code = RESTORE_STARTED if is_restore else BACKUP_STARTED
    what = (
        f"restore goes on with medium {run.part}"
        if is_restore
        else f"attended backup goes on with part {run.part}"
    )
    message = f"The {what} on {run.drive_name}, asked by {by}"
    with transaction.atomic():
        record_event(site=run.site, code=code, at=now, message=message, run=run)
        remember_continued(run=run, now=now)
