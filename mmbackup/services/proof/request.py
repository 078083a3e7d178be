"""A verification or a restore drill asked for: a run is queued on the drive, and a worker begins it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from mmbackup.engine.errors import BackupError, DriveBusy
from mmbackup.models import Check, Drill, Drive, Run
from mmbackup.services.broker import BrokerUnreachable, hand_over
from mmbackup.services.drives.drive_lock import drive_lock
from mmbackup.services.history.of_runs import remember_asked, remember_not_begun
from mmbackup.services.history.remember_change import FieldChange
from mmbackup.services.keys.keeper import start_keeper
from mmbackup.services.runs.request_backup import BACKUP_TASK
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs

BY_SCHEDULE = "the schedule"


def request_check(*, drive: Drive, by: str, now: datetime, sets: Sequence[UUID] = ()) -> Run:
    """sets: those on the medium in the drive that are to be read; none: all. See queue_check."""
    return _handed_over(queue_check(drive=drive, by=by, now=now, sets=sets), now)


def request_drill(
    *, drive: Drive, by: str, now: datetime, set_uuid: UUID | None = None, secret: str | None = None
) -> Run:
    """secret: a key for this one run, kept in memory only. Raise WrongKey or KeyNotKept besides."""
    run = queue_drill(drive=drive, by=by, now=now, set_uuid=set_uuid)
    try:
        if secret is not None:
            start_keeper(run.pk, secret)
    except BackupError:
        Run.objects.filter(pk=run.pk, state=Run.State.QUEUED).delete()
        raise
    return _handed_over(run, now)


def queue_check(*, drive: Drive, by: str, now: datetime, sets: Sequence[UUID] = ()) -> Run:
    """Raise DriveBusy when the drive is being used; then nothing has changed."""
    with transaction.atomic():
        run = _queue(drive, Run.Kind.VERIFY, by, now)
        Check.objects.create(run=run, sets=[str(each) for each in sets])
        wanted = [str(each) for each in sets] or "all on the medium"
        remember_asked(run=run, now=now, fields=[FieldChange("sets", None, wanted)])
    return run


def queue_drill(*, drive: Drive, by: str, now: datetime, set_uuid: UUID | None = None) -> Run:
    """set_uuid: the set to restore from; None: the newest on the medium in the drive. DriveBusy as above."""
    with transaction.atomic():
        run = _queue(drive, Run.Kind.DRILL, by, now)
        Drill.objects.create(run=run, set_uuid=set_uuid)
        wanted = str(set_uuid) if set_uuid else "the newest on the medium"
        remember_asked(run=run, now=now, fields=[FieldChange("set", None, wanted)])
    return run


def _queue(drive: Drive, kind: Run.Kind, by: str, now: datetime) -> Run:
    settle_lost_runs(now=now)  # a run that died is none, also where no watchdog has told so yet
    _check_free(drive)
    try:
        with transaction.atomic():
            return Run.objects.create(
                site=drive.site,
                drive=drive,
                drive_name=drive.name,
                kind=kind,
                trigger=Run.Trigger.HAND,
                asked_by=by[:150],
                queued_at=now,
            )
    except IntegrityError as error:  # an impatient click came in between
        raise DriveBusy(f"a run of this kind is under way on drive {drive.name}") from error


def _check_free(drive: Drive) -> None:
    """What waits for its next medium has the drive too: the medium in it may be the next one."""
    if Run.objects.filter(drive=drive).exclude(state=Run.State.ENDED).exists():
        raise DriveBusy(f"a run is under way on drive {drive.name}")
    if drive_lock(drive_id=drive.pk).is_held():
        raise DriveBusy(f"drive {drive.name} is being used")


def _handed_over(run: Run, now: datetime) -> Run:
    """Raise BrokerUnreachable; then nothing has changed."""
    try:
        hand_over(task=BACKUP_TASK, arguments=(str(run.pk),))
    except BrokerUnreachable:
        if Run.objects.filter(pk=run.pk, state=Run.State.QUEUED).delete()[0]:
            remember_not_begun(run=run, now=now)
            raise  # otherwise the message did arrive, and a worker was quicker than the broker's answer
    return run
