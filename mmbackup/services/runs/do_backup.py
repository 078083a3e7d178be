"""The unattended backup of one run, in the process that holds the drive's lock."""

from mmbackup.engine.events import Event
from mmbackup.engine.operations.backup import back_up
from mmbackup.engine.operations.job import BackupJob
from mmbackup.models import Drive, Run
from mmbackup.services.reserve import despite_full_disk
from mmbackup.services.runs.backup_job import backup_job, remove_spool
from mmbackup.services.runs.edge import ending_of
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.journal import prepare_journal
from mmbackup.services.runs.progress import RunProgress
from mmbackup.services.runs.work import Surroundings


def do_backup(*, run: Run, drive: Drive, around: Surroundings) -> Ending:
    clock = around.clock
    progress = RunProgress(run_id=run.pk, clock=clock)

    def tell(event: Event) -> None:
        progress.listen(event)
        around.listen(event)

    def stop() -> bool:
        return around.cancelled() or progress.is_cancelled()

    def work() -> Ending:
        job = despite_full_disk(site=run.site, now=clock(), write=lambda: _prepare(run, drive))
        with progress:
            result = back_up(job=job, clock=clock, listen=tell, cancelled=stop)
        return Ending(result, progress.medium_pool, tuple(progress.removed_sets))

    try:
        return ending_of(run=run, clock=clock, work=work)
    finally:
        remove_spool(run=run)


def _prepare(run: Run, drive: Drive) -> BackupJob:
    prepare_journal(run_id=run.pk)
    return backup_job(run=run, drive=drive)
