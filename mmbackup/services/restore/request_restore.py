"""A restore is asked for: checked, planned, queued. Answers when the plan is made; a worker does the rest."""

import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from mmbackup.engine.errors import DriveBusy
from mmbackup.engine.format.names import escape
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.engine.index.plan import Plan
from mmbackup.environment import data_folder
from mmbackup.models import Restore, Run, Site
from mmbackup.services.broker import BrokerUnreachable, hand_over
from mmbackup.services.history.of_runs import remember_asked, remember_not_begun
from mmbackup.services.history.remember_change import FieldChange
from mmbackup.services.restore.asked import Asked
from mmbackup.services.restore.folder import PLAN
from mmbackup.services.restore.kept_plans import take_plan
from mmbackup.services.restore.plan import Planned, basis_of, parts_as_rows
from mmbackup.services.restore.target import check_target
from mmbackup.services.runs.drive_is_free import check_free
from mmbackup.services.runs.request_backup import BACKUP_TASK
from mmbackup.services.runs.settle_lost_runs import settle_lost_runs

WHERE_SUGGESTED = "/var/tmp"  # noqa: S108 - outlives a restart; the folder below it is made for us alone


def request_restore(*, asked: Asked, by: str, now: datetime) -> Run:
    """Raise a RestoreError, DriveBusy or BrokerUnreachable; then nothing has changed."""
    run = queue_restore(asked=asked, by=by, now=now)
    try:
        hand_over(task=BACKUP_TASK, arguments=(str(run.pk),))
    except BrokerUnreachable:
        if Run.objects.filter(pk=run.pk, state=Run.State.QUEUED).delete()[0]:
            remember_not_begun(run=run, now=now)
            shutil.rmtree(_folder(run.pk), ignore_errors=True)
            raise  # otherwise the message did arrive, and a worker was quicker than the broker's answer
    return run


def queue_restore(*, asked: Asked, by: str, now: datetime) -> Run:
    """A queued run with its plan. Raise a RestoreError or DriveBusy; then nothing has changed.

    The plan is made before the database is asked to remember anything: it may take some seconds, where the
    one that a page showed is not kept any more, or is out of date.
    """
    settle_lost_runs(now=now)
    check_target(asked=asked)
    check_free(drive=asked.drive)
    number = uuid4()
    folder = _folder(number)
    with server_disk():
        folder.mkdir(mode=0o700)
    try:
        return _remember(asked, _planned(asked, folder / PLAN), number, by, now)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def open_restore(*, site: Site) -> Run | None:
    """The one under way, if any, whether it restores or waits."""
    runs = Run.objects.filter(site=site, kind=Run.Kind.RESTORE, ended_at__isnull=True)
    return runs.select_related("site", "drive", "restore").order_by("queued_at").first()


def suggested_folder(*, now: datetime) -> str:
    """One that is not there yet."""
    return f"{WHERE_SUGGESTED}/mmbackup-restore-{now:%Y%m%d-%H%M%S}"


def _planned(asked: Asked, path: Path) -> Planned:
    basis = basis_of(asked=asked)
    take_plan(basis, path)
    with Plan(path) as plan:
        return Planned(plan.parts, basis.rows)


def _folder(number: UUID) -> Path:
    return data_folder("restores") / str(number)


def _remember(asked: Asked, planned: Planned, number: UUID, by: str, now: datetime) -> Run:
    try:
        with transaction.atomic():
            run = Run.objects.create(
                pk=number,
                site=asked.drive.site,
                drive=asked.drive,
                drive_name=asked.drive.name,
                kind=Run.Kind.RESTORE,
                trigger=Run.Trigger.HAND,
                asked_by=by[:150],
                queued_at=now,
            )
            _remember_restore(run, asked, planned)
            remember_asked(run=run, now=now, fields=_told(asked, planned))
            return run
    except IntegrityError as error:  # an impatient click came in between
        raise DriveBusy(f"a restore is under way on drive {asked.drive.name}") from error


def _told(asked: Asked, planned: Planned) -> list[FieldChange]:
    told = {
        "target": "in place" if asked.is_in_place else asked.folder,
        "files": sum(part.files for part in planned.parts),
        "what is there already": asked.existing.value,
        "dry run": asked.dry_run,
        "stop the software": asked.stop_software and asked.is_in_place,
        "as of": asked.moment.isoformat() if asked.moment else None,
    }
    return [FieldChange(field, None, value) for field, value in told.items()]


def _remember_restore(run: Run, asked: Asked, planned: Planned) -> None:
    parts = parts_as_rows(planned)
    Restore.objects.create(
        run=run,
        target=asked.target,
        folder=asked.folder,
        existing=asked.existing,
        dry_run=asked.dry_run,
        stop_software=asked.stop_software and asked.is_in_place,
        moment=asked.moment,
        sets=list(asked.sets),
        picks=[
            {"data_type": pick.data_type, "server": pick.server, "path": escape(pick.path)}
            for pick in asked.picks
        ],
        parts=parts,
        needs_key=any(part["encrypted"] for part in parts),
    )
