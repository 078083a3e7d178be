"""Looks a host over, in this process, and keeps what was found for the page that waits for it."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from mmbackup.engine.errors import BackupError
from mmbackup.models import HostLook
from mmbackup.services.discover.look import look
from mmbackup.services.discover.record import facts_record, plan_record

Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


def do_look(*, look_id: UUID, clock: Clock) -> HostLook:
    """The look as it is afterwards. One that somebody else has begun is left alone."""
    queued = HostLook.objects.filter(pk=look_id, state=HostLook.State.QUEUED)
    is_ours = queued.update(state=HostLook.State.RUNNING, heard_at=clock())
    found = HostLook.objects.select_related("server").get(pk=look_id)
    if is_ours:
        _look(found, clock)
        found.refresh_from_db()
    return found


def _look(asked: HostLook, clock: Clock) -> None:
    """The edge of the engine: whatever goes wrong in there, the look ends and says so."""
    try:
        looked = look(server=asked.server, profile=asked.profile)
    except BackupError as error:
        problem = f"Nothing was found out: {error}. {error.next_step}".strip()
        _end(asked, clock(), state=HostLook.State.FAILED, problem=problem)
    except Exception as error:
        logger.exception("The engine failed")
        _end(asked, clock(), state=HostLook.State.FAILED, problem=f"The look itself failed ({error}).")
    else:
        told = {"plan": plan_record(looked.plan), "facts": facts_record(looked)}
        _end(asked, clock(), state=HostLook.State.DONE, **told)


def _end(asked: HostLook, now: datetime, **told: object) -> None:
    HostLook.objects.filter(pk=asked.pk, state=HostLook.State.RUNNING).update(ended_at=now, **told)
