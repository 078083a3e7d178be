"""After a part: what it did is remembered, the run waits, and then the medium that was filled is put out."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection, transaction

from mmbackup.engine.errors import BackupError
from mmbackup.engine.events import Step
from mmbackup.models import Drive, Run
from mmbackup.services.attended.remember_refused import BY, forget_removed, remember_refused
from mmbackup.services.attended.waiting import refused_words, wait_for_medium
from mmbackup.services.drives.eject import eject_medium
from mmbackup.services.runs.progress import RunProgress

Clock = Callable[[], datetime]
DATABASE_PATIENCE = timedelta(minutes=2)
DATABASE_PAUSE = 2.0  # seconds between two tries
logger = logging.getLogger(__name__)


def wait_after(*, run: Run, drive: Drive, step: Step, progress: RunProgress, clock: Clock) -> None:
    """In the database first: an empty drive while the run seems to run would puzzle whoever looks."""

    def record() -> None:
        with transaction.atomic():
            _record(run, drive, step, progress, clock())

    if _patiently(record) and step.part is not None:
        _put_out(drive, clock())


def _record(run: Run, drive: Drive, step: Step, progress: RunProgress, now: datetime) -> None:
    found, refused = progress.medium, step.refused
    if found is not None and refused is not None:
        remember_refused(drive=drive, found=found, refused=refused, now=now)
    refusal = refused_words(refused) if refused is not None else ""
    wait_for_medium(run=run, from_state=Run.State.RUNNING, refusal=refusal, now=now)
    if found is not None:
        forget_removed(medium_uuid=found.uuid, names=tuple(progress.removed_sets), at=now)


def _patiently(record: Callable[[], None]) -> bool:
    """A database that is away comes back, mostly; else the watchdog finds the part in the run's folder."""
    until = time.monotonic() + DATABASE_PATIENCE.total_seconds()
    while True:
        try:
            record()
        except (DatabaseError, InterfaceError):
            if time.monotonic() > until:
                logger.exception("That the run waits could not be recorded; the watchdog will see to it")
                return False
            connection.close()
            time.sleep(DATABASE_PAUSE)
        else:
            return True


def _put_out(drive: Drive, now: datetime) -> None:
    try:
        if not eject_medium(drive=drive, by=BY, now=now):
            logger.debug("The medium in %s is to be taken out by hand", drive.name)
    except BackupError as error:
        logger.warning("The medium in %s could not be ejected: %s", drive.name, error)
