"""Beat's scheduler. The library compares times of change and can overlook one; this one compares the rows."""

import logging
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from mmbackup.services.heartbeats.live import live

logger = logging.getLogger(__name__)


class NightScheduler(DatabaseScheduler):
    """Reads the schedule again whenever it differs from what was read last."""

    _read: tuple[Any, ...] = ()

    def all_as_schedule(self) -> dict[str, Any]:
        """Remembers the rows before it reads: a change in between is seen at the next look."""
        self._read = _rows()
        schedule: dict[str, Any] = super().all_as_schedule()  # type: ignore[no-untyped-call]  # no types shipped
        return schedule

    def schedule_changed(self) -> bool:
        """Asks on a connection of its own, so that nothing left open can show it the past."""
        try:
            connection.close()
            live(name="beat", now=timezone.now())
            return _rows() != self._read
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The schedule could not be looked at, and stays as it was read last: %s", error)
            return False


def _rows() -> tuple[Any, ...]:
    return tuple(
        PeriodicTask.objects.order_by("pk").values_list(
            "pk", "name", "task", "args", "enabled", "crontab__minute", "crontab__hour", "crontab__timezone"
        )
    )
