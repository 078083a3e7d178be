"""A program says that it lives: once a minute, however often it calls."""

import logging
import socket
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError

from mmbackup.models import Heartbeat

EVERY = timedelta(minutes=1)
logger = logging.getLogger(__name__)
_noted: dict[str, datetime] = {}  # in this process


def note_heartbeat(*, name: str, now: datetime) -> bool:
    """True when it was written now. A database that does not answer stops nobody from living on."""
    last = _noted.get(name)
    if last is not None and last <= now < last + EVERY:
        return False
    try:
        Heartbeat.objects.update_or_create(name=name, host=socket.gethostname(), defaults={"at": now})
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The heartbeat of %s could not be written: %s", name, error)
        return False
    _noted[name] = now
    return True
