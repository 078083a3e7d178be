"""What the engine is told of a restore, out of what was asked for and what is configured."""

import os
from collections.abc import Iterable

from mmbackup.engine.operations.restore.job import Existing, InPlace, IntoFolder, RestoreJob
from mmbackup.models import BackupSet, Drive, Restore, Run
from mmbackup.services.restore.folder import OUTPUTS, folder_of, make_folder
from mmbackup.services.restore.roots import roots_of
from mmbackup.services.restore.takers import takers_of
from mmbackup.services.runs.run_log import log_path


def restore_job(*, run: Run, drive: Drive, identities: Iterable[str] = ()) -> RestoreJob:
    """ServerDiskFull may be raised."""
    restore = Restore.objects.get(run=run)
    return RestoreJob(
        run_id=str(run.pk),
        site=run.site.name,
        time_zone=run.site.time_zone,
        started_at=run.started_at or run.queued_at,
        drive=drive.spec,
        log_path=log_path(run),
        folder=str(make_folder(run=run)),
        target=_target(run, restore),
        existing=Existing(restore.existing),
        dry_run=restore.dry_run,
        keep_setuid=_is_of_this_server(restore),
        identities=tuple(identities),
    )


def _target(run: Run, restore: Restore) -> IntoFolder | InPlace:
    if restore.target == Restore.Target.IN_PLACE:
        outputs = os.fsencode(folder_of(run) / OUTPUTS)
        return InPlace(roots_of(site=run.site), takers_of(site=run.site), outputs)
    return IntoFolder(os.fsencode(restore.folder))


def _is_of_this_server(restore: Restore) -> bool:
    """A set that we did not write ourselves gives nobody more rights than they had."""
    if restore.target != Restore.Target.IN_PLACE:
        return False
    strangers = BackupSet.objects.filter(uuid__in=restore.sets, run__isnull=True)
    return not strangers.exists()
