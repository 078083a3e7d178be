"""Queued runs that nobody begins: a night is handed over again inside its window; after that, they end."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q

from mmbackup.models import Run, Schedule
from mmbackup.services.broker import BrokerUnreachable, hand_over
from mmbackup.services.runs.end_queued_run import end_as_not_run
from mmbackup.services.runs.ending import start_it_again
from mmbackup.services.runs.request_backup import BACKUP_TASK
from mmbackup.services.schedule import window_end

SILENCE = timedelta(minutes=2)  # whoever waits for a drive gives a sign of life every few seconds
PATIENCE = timedelta(minutes=10)
NEXT_STEP = "See that worker and broker run, then choose Back Up Now."
logger = logging.getLogger(__name__)


def look_after_waiting_runs(*, now: datetime) -> list[Run]:
    """The runs ended here."""
    silent = Q(heard_at=None, queued_at__lte=now - SILENCE) | Q(heard_at__lte=now - SILENCE)
    queued = Run.objects.filter(silent, state=Run.State.QUEUED).select_related("site", "drive")
    return [run for run in queued if _look_after(run, now)]


def _look_after(run: Run, now: datetime) -> bool:
    """True when it was ended."""
    if now < _worth_waiting_until(run):
        _hand_over_again(run, now)
        return False
    return end_as_not_run(
        run=run,
        reason="no worker took the run in time",
        next_step=start_it_again(NEXT_STEP) if not run.is_backup else NEXT_STEP,
        now=now,
    )


def _worth_waiting_until(run: Run) -> datetime:
    schedule = Schedule.objects.filter(site=run.site).first()
    if run.waits_until is not None:  # an attended run or a restore, between two media
        return run.waits_until
    if run.due_at is None or schedule is None:
        return run.queued_at + PATIENCE
    return window_end(schedule=schedule, due=run.due_at)


def _hand_over_again(run: Run, now: datetime) -> None:
    """Only the run's number is sent: a worker that gets it twice does nothing the second time."""
    still_silent = Run.objects.filter(pk=run.pk, state=Run.State.QUEUED, heard_at=run.heard_at)
    if not still_silent.update(heard_at=now):
        return
    try:
        hand_over(task=BACKUP_TASK, arguments=(str(run.pk),), expires=SILENCE)
    except BrokerUnreachable as error:
        logger.warning("Run %s waits for a worker, and %s", run.pk, error)
