"""A backup asked for by hand, now. Answers at once; a worker does it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from mmbackup.engine.errors import BackupError, DriveBusy
from mmbackup.models import Drive, Run, Site
from mmbackup.services.broker import BrokerUnreachable, hand_over
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.history.of_runs import remember_asked, remember_not_begun
from mmbackup.services.history.remember_change import FieldChange
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs
from mmbackup.services.site import drive_of

BACKUP_TASK = "mmbackup.tasks.backup"


class NoDrive(BackupError):
    next_step = "Configure a drive (python manage.py config import), then choose Back Up Now."


def request_backup(*, site: Site, now: datetime, by: str = "", makes_up_for: Run | None = None) -> Run:
    """Raise DriveBusy, BrokerUnreachable or NoDrive; then nothing has changed."""
    run = queue_by_hand(site=site, now=now, by=by, makes_up_for=makes_up_for)
    try:
        hand_over(task=BACKUP_TASK, arguments=(str(run.pk),))
    except BrokerUnreachable:
        if Run.objects.filter(pk=run.pk, state=Run.State.QUEUED).delete()[0]:
            remember_not_begun(run=run, now=now)
            raise  # otherwise the message did arrive, and a worker was quicker than the broker's answer
    return run


def queue_by_hand(*, site: Site, now: datetime, by: str = "", makes_up_for: Run | None = None) -> Run:
    """A queued run on the site's drive. Raise DriveBusy when that drive has one already."""
    settle_lost_runs(now=now)  # a run that died is none, also where no watchdog has told so yet
    drive = drive_of(site=site)
    if drive is None:
        raise NoDrive("no drive is configured")
    if _is_busy(drive):
        raise DriveBusy(f"a run is queued or running on drive {drive.name}")
    try:
        with transaction.atomic():
            run = Run.objects.create(
                site=site,
                drive=drive,
                drive_name=drive.name,
                trigger=Run.Trigger.HAND,
                queued_at=now,
                asked_by=by,
                makes_up_for=makes_up_for,
            )
            remember_asked(run=run, now=now, fields=_made_up_for(makes_up_for))
    except IntegrityError as error:  # an impatient click came in between
        raise DriveBusy(f"a run is queued or running on drive {drive.name}") from error
    return run


def _made_up_for(night: Run | None) -> list[FieldChange]:
    return [FieldChange("makes up for the night of", None, str(night.night))] if night else []


def _is_busy(drive: Drive) -> bool:
    under_way = Run.objects.filter(drive=drive, state__in=[Run.State.QUEUED, Run.State.RUNNING])
    return under_way.exists() or drive_lock(drive_id=drive.pk).is_held()
