"""A medium was put into a drive: a backup that waits for one goes on, or a lost night is made up for."""

import logging
from datetime import datetime

from mmbackup.engine.errors import BackupError
from mmbackup.models import Drive, Run
from mmbackup.services.rotation.make_up import make_up_by_itself
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
    if waiting is None:
        return make_up_by_itself(drive=drive, by=SEEN_BY, now=now)
    return continue_run(run_id=waiting.pk, by=SEEN_BY, now=now)
