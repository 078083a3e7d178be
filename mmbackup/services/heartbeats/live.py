"""Once a minute, beside its work, a program says that it lives, and looks whether the others do."""

import logging
from datetime import datetime

from django.db import DatabaseError, InterfaceError

from mmbackup.services.heartbeats.judge_programs import judge_programs
from mmbackup.services.heartbeats.note_heartbeat import note_heartbeat

logger = logging.getLogger(__name__)


def live(*, name: str, now: datetime) -> None:
    """A database that does not answer stops nobody from living on."""
    try:
        if note_heartbeat(name=name, now=now):
            judge_programs(seen_from=name, now=now)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("Whether all programs live could not be looked at: %s", error)
