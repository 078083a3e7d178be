"""A program says that it lives: once a minute, however often it calls."""

import logging
import socket
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError

from mmbackup.models import Heartbeat
from mmbackup.services.heartbeats.heard import MISSING_AFTER

EVERY = timedelta(minutes=1)
logger = logging.getLogger(__name__)
_noted: dict[str, datetime] = {}  # in this process


def note_heartbeat(*, name: str, now: datetime) -> bool:
    """True when it was written now. A database that does not answer stops nobody from living on."""
    last = _noted.get(name)
    if last is not None and last <= now < last + EVERY:
        return False
    try:
        _write(name, now)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("The heartbeat of %s could not be written: %s", name, error)
        return False
    _noted[name] = now
    return True


def _write(name: str, now: datetime) -> None:
    """Whoever was silent for long has begun anew."""
    host = socket.gethostname()
    unbroken = Heartbeat.objects.filter(name=name, host=host, at__gte=now - MISSING_AFTER)
    if not unbroken.update(at=now):
        Heartbeat.objects.update_or_create(name=name, host=host, defaults={"at": now, "since": now})
