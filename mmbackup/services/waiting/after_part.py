"""After a part: what it did is remembered, the run waits, and then the medium is put out."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError, connection, transaction

from mmbackup.engine.errors import BackupError
from mmbackup.engine.media import control
from mmbackup.models import Drive
from mmbackup.services.drives.eject import eject_medium

DATABASE_PATIENCE = timedelta(minutes=2)
DATABASE_PAUSE = 2.0  # seconds between two tries
logger = logging.getLogger(__name__)


def remember_patiently(record: Callable[[], object]) -> bool:
    """In one transaction. A database that is away comes back, mostly; else the watchdog finds what was done
    in the run's own folder."""
    until = time.monotonic() + DATABASE_PATIENCE.total_seconds()
    while True:
        try:
            with transaction.atomic():
                record()
        except (DatabaseError, InterfaceError):
            if time.monotonic() > until:
                logger.exception("That the run waits could not be recorded; the watchdog will see to it")
                return False
            connection.close()
            time.sleep(DATABASE_PAUSE)
        else:
            return True


def medium_in(drive: Drive) -> str | None:
    """Which medium lies in the drive, as a word for put_out; None when nothing can be said of it."""
    try:
        return control.presence(drive.spec)
    except BackupError:
        return None


def put_out(*, drive: Drive, medium: str | None, by: str, now: datetime) -> None:
    """Once it is in the database: an empty drive while the run seems to run would puzzle whoever looks.

    Who reads there that the next medium is wanted may have changed it by then: that one stays in.
    """
    try:
        if medium is not None and not eject_medium(drive=drive, by=by, now=now, medium=medium):
            logger.debug("The medium in %s is to be taken out by hand", drive.name)
    except BackupError as error:
        logger.warning("The medium in %s could not be ejected: %s", drive.name, error)
