"""One part of an attended run, in the process that holds the drive's lock: written, refused, or the last.

Whatever goes wrong in there, the run waits again and says why: the parts before are too much work to lose.
"""

from datetime import datetime

from mmbackup.engine.events import Event, Listener, Step
from mmbackup.engine.operations.attended import write_part
from mmbackup.engine.operations.job import BackupJob
from mmbackup.models import Drive, Run
from mmbackup.services.attended.after_part import wait_after
from mmbackup.services.attended.folder import folder_of, make_folder
from mmbackup.services.reserve import despite_full_disk
from mmbackup.services.runs.backup_job import backup_job, remove_spool
from mmbackup.services.runs.edge import step_of
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.journal import prepare_journal
from mmbackup.services.runs.progress import RunProgress
from mmbackup.services.runs.work import Cancelled, Clock, Surroundings


def do_part(*, run: Run, drive: Drive, around: Surroundings) -> Ending | None:
    """None: the run waits for a medium now, or, with the database away, will be found to by the watchdog."""
    clock = around.clock
    progress = RunProgress(run_id=run.pk, clock=clock, before=_seconds_so_far(run, clock()))

    def tell(event: Event) -> None:
        progress.listen(event)
        around.listen(event)

    def stop() -> bool:
        return around.cancelled() or progress.is_cancelled()

    def work() -> Step:
        job = despite_full_disk(site=run.site, now=clock(), write=lambda: _prepare(run, drive))
        with progress:
            return _write(job, run, clock, tell, stop)

    try:
        step = step_of(clock=clock, work=work, refused=lambda why: Step(refused=why))
    finally:
        remove_spool(run=run)
    if step.result is not None:
        return Ending(step.result, progress.medium_pool, tuple(progress.removed_sets))
    wait_after(run=run, drive=drive, step=step, progress=progress, clock=clock)
    return None


def _prepare(run: Run, drive: Drive) -> BackupJob:
    prepare_journal(run_id=run.pk)
    make_folder(run=run)
    return backup_job(run=run, drive=drive)


def _write(job: BackupJob, run: Run, clock: Clock, listen: Listener, cancelled: Cancelled) -> Step:
    return write_part(job=job, folder=str(folder_of(run)), clock=clock, listen=listen, cancelled=cancelled)


def _seconds_so_far(run: Run, now: datetime) -> float:
    """Of the parts before and the waiting between, so that a rate is that of this part."""
    return (now - run.started_at).total_seconds() if run.started_at else 0.0
