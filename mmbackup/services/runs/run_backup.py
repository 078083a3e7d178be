"""One run from the drive's lock to its recorded outcome, in this process: whoever holds the lock is the run.

What becomes durable, in this order: the log, the journal, the database. Whatever dies in between, the
watchdog finds the rest.
"""

import logging
import os
import socket
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, IntegrityError, InterfaceError, connection, transaction

from mmbackup.engine.codes import BACKUP_STARTED, RESTORE_STARTED
from mmbackup.engine.errors import DriveBusy, RunCancelled
from mmbackup.engine.events import Listener, ignore
from mmbackup.engine.outcomes import Phase
from mmbackup.models import Drive, Run
from mmbackup.models.run import WAITING_KINDS
from mmbackup.services.drives.drive_lock import data_folder_name
from mmbackup.services.drives.drive_turn import wait_for_drive
from mmbackup.services.index.keep_indexes import keep_indexes
from mmbackup.services.record_event import record_event
from mmbackup.services.reserve import despite_full_disk, make_room
from mmbackup.services.runs.end_queued_run import end_by_error
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.journal import write_journal
from mmbackup.services.runs.record_outcome import record_outcome
from mmbackup.services.runs.request_backup import NoDrive
from mmbackup.services.runs.run_log import complete_log
from mmbackup.services.runs.settle_lost_runs import settle_runs_of
from mmbackup.services.runs.work import Cancelled, Clock, Surroundings, never
from mmbackup.services.runs.work_by_kind import do_work
from mmbackup.services.waiting.by_kind import forget_folder
from mmbackup.services.waiting.waiting import stop_wanting

DATABASE_PATIENCE = timedelta(minutes=2)
DATABASE_PAUSE = 2.0  # seconds between two tries
logger = logging.getLogger(__name__)


def run_backup(*, run_id: UUID, clock: Clock, listen: Listener = ignore, cancelled: Cancelled = never) -> Run:
    """The run as it is afterwards. One that is not waiting to begin is left alone: calling twice is safe."""
    make_room()
    run = Run.objects.select_related("site", "drive").get(pk=run_id)
    if run.state != Run.State.QUEUED:
        logger.info("Run %s is %s: nothing to do", run.pk, run.state)
        return run
    if run.drive is None:
        end_by_error(run=run, error=NoDrive("no drive is configured"), now=clock())
    else:
        _run_on(run, run.drive, clock, listen, cancelled)
        keep_indexes(now=clock())
    run.refresh_from_db()
    return run


def _run_on(run: Run, drive: Drive, clock: Clock, listen: Listener, cancelled: Cancelled) -> None:
    with ExitStack() as held:
        try:
            held.enter_context(wait_for_drive(run=run, drive=drive, clock=clock, cancelled=cancelled))
            settle_runs_of(drive=drive, now=clock())
            is_ours = _begin(run, clock())
        except (DriveBusy, RunCancelled) as error:
            end_by_error(run=run, error=error, now=clock())
            return
        if is_ours:
            run.refresh_from_db()
            ending = do_work(run=run, drive=drive, around=Surroundings(clock, listen, cancelled))
            if ending is not None:
                _conclude(run, ending, clock)


def _begin(run: Run, now: datetime) -> bool:
    """False when another process began or ended this run: a message came twice."""

    def begin() -> bool:
        with transaction.atomic():
            begun = Run.objects.filter(pk=run.pk, state=Run.State.QUEUED, cancel_asked=False).update(
                state=Run.State.RUNNING,
                phase=Phase.PREFLIGHT,
                started_at=run.started_at or now,
                heard_at=now,
                host=socket.gethostname()[:255],
                data_folder=data_folder_name(),
                process=os.getpid(),
                waits_for="",
                refusal="",
                waits_until=None,
            )
            if begun:
                _tell_begun(run, now)
            return bool(begun)

    try:
        return despite_full_disk(site=run.site, now=now, write=begin)
    except IntegrityError as error:
        raise DriveBusy("another host says that it uses this drive") from error


def _tell_begun(run: Run, now: datetime) -> None:
    if run.kind in WAITING_KINDS:
        stop_wanting(site=run.site, reason="The run goes on", now=now)
    if run.started_at is None:
        code = RESTORE_STARTED if run.kind == Run.Kind.RESTORE else BACKUP_STARTED
        if run.is_backup or run.kind == Run.Kind.RESTORE:
            message = f"{code.message} on {run.drive_name}, {_how(run)}"
            record_event(site=run.site, code=code, at=now, message=message, run=run)


def _how(run: Run) -> str:
    if run.kind == Run.Kind.RESTORE:
        return f"asked by {run.asked_by}"
    return run.trigger if run.kind == Run.Kind.UNATTENDED else f"{run.kind}, asked by {run.asked_by}"


def _conclude(run: Run, ending: Ending, clock: Clock) -> None:
    now = clock()
    despite_full_disk(site=run.site, now=now, write=lambda: complete_log(run, ending.result))
    despite_full_disk(site=run.site, now=now, write=lambda: write_journal(run_id=run.pk, ending=ending))
    _record_patiently(run, ending, clock)


def _record_patiently(run: Run, ending: Ending, clock: Clock) -> None:
    """A database that is away comes back, mostly; after that the watchdog has the journal."""
    until = time.monotonic() + DATABASE_PATIENCE.total_seconds()
    while True:
        try:
            record_outcome(
                run=run,
                ending=ending,
                from_state=Run.State.RUNNING,
                finish_log=complete_log,
                now=clock(),
            )
        except (DatabaseError, InterfaceError):
            if time.monotonic() > until:
                logger.exception("The outcome stays in the run's journal; the watchdog will record it")
                return
            connection.close()
            time.sleep(DATABASE_PAUSE)
        else:
            forget_folder(run)
            return
