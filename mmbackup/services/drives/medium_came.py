"""A medium was put into a drive: a run that waits for it goes on, or a lost night is made up for."""

import logging
from datetime import datetime

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, Run
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.media.remember_medium import as_uuid
from mmbackup.services.rotation.make_up import make_up_by_itself
from mmbackup.services.waiting.by_kind import ways_of
from mmbackup.services.waiting.continue_run import continue_run

SEEN_BY = "the drive, which saw it come"
logger = logging.getLogger(__name__)


def medium_came(*, drive: Drive, now: datetime) -> Run | None:
    """The run that goes on, or begins, because of it. Telling it twice changes nothing the second time.

    Whether the medium will do for a part is the run's own question: a wrong one is refused there, with the
    reason.
    """
    try:
        return _continued(drive, now)
    except BackupError as error:
        logger.warning("A medium came into %s, and nothing could go on by it: %s", drive.name, error)
        return None


def _continued(drive: Drive, now: datetime) -> Run | None:
    waiting = Run.objects.filter(drive=drive, state=Run.State.WAITING, cancel_asked=False).first()
    if waiting is None or _is_of_no_use(waiting, drive):
        return make_up_by_itself(drive=drive, by=SEEN_BY, now=now)
    return continue_run(run_id=waiting.pk, by=SEEN_BY, now=now)


def _is_of_no_use(waiting: Run, drive: Drive) -> bool:
    """A restore knows which media it needs; another one that comes is there for the night."""
    if waiting.kind != Run.Kind.RESTORE:
        return False
    identity = as_uuid(look_into_drive(drive=drive).uuid)
    return identity is None or ways_of(waiting).is_done_with(waiting, identity)
