"""A host is looked over where the backup runs: asked for here, done by a worker, one at a time for each."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from mmbackup.engine.errors import BackupError
from mmbackup.models import HostLook, Server
from mmbackup.services.broker import BrokerUnreachable, hand_over
from mmbackup.services.discover.look import checked_profile
from mmbackup.services.history.remember_change import remember_change

HOST_LOOK_TASK = "mmbackup.tasks.look_at_host"
SILENCE = timedelta(minutes=6)  # twice two minutes is the longest that a look takes
KEPT = timedelta(days=1)
OPEN = (HostLook.State.QUEUED, HostLook.State.RUNNING)


class AnotherLookUnderWay(BackupError):
    retry_helps = True
    next_step = "Wait for its end: it takes four minutes at most."


def request_look(*, server: Server, profile: str, by: str, now: datetime) -> HostLook:
    """profile: empty for what fits best."""
    checked_profile(profile)
    found = queue_look(server=server, profile=profile, by=by, now=now)
    try:
        hand_over(task=HOST_LOOK_TASK, arguments=(str(found.pk),), expires=SILENCE)
    except BrokerUnreachable:
        HostLook.objects.filter(pk=found.pk, state=HostLook.State.QUEUED).delete()
        raise
    return found


def queue_look(*, server: Server, profile: str, by: str, now: datetime) -> HostLook:
    end_silent_looks(now=now)
    HostLook.objects.filter(site=server.site_id, ended_at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            found = HostLook.objects.create(
                site=server.site, server=server, profile=profile, asked_at=now, asked_by=by, heard_at=now
            )
            remember_change(
                deed="server looked over", subject=f"server {server.name}", now=now, site=server.site
            )
    except IntegrityError as error:
        raise AnotherLookUnderWay(f"{server.name} is being looked over already") from error
    return found


def end_silent_looks(*, now: datetime) -> int:
    """How many nobody does any more: their process is gone, or there was no worker."""
    silent = HostLook.objects.filter(state__in=OPEN, heard_at__lte=now - SILENCE)
    problem = "Nobody looked: see that the worker runs (make run, or systemctl status mmbackup-worker)."
    return silent.update(state=HostLook.State.FAILED, ended_at=now, problem=problem)
