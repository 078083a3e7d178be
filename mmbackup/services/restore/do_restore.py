"""One medium's share of a restore, in the process that holds the drive's lock.

Whatever goes wrong with a medium, the run waits again and says why: what came back so far stays.
"""

from mmbackup.engine.events import Event
from mmbackup.engine.format.decryption import identities_in
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.operations.restore.calls import restore_part
from mmbackup.engine.operations.restore.job import RestoreJob
from mmbackup.engine.operations.restore.shapes import RestoreStep
from mmbackup.models import Drive, Restore, Run
from mmbackup.services.keys.keeper import fetch_key
from mmbackup.services.reserve import despite_full_disk
from mmbackup.services.restore.after_medium import note_done, wait_after
from mmbackup.services.restore.folder import plan_path
from mmbackup.services.restore.restore_job import restore_job
from mmbackup.services.restore.software import Software
from mmbackup.services.runs.edge import step_of
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.journal import prepare_journal
from mmbackup.services.runs.progress import RunProgress
from mmbackup.services.runs.work import Surroundings


def do_restore(*, run: Run, drive: Drive, around: Surroundings) -> Ending | None:
    """None: the run waits for a medium, or for a key, now."""
    work = _Work(run, drive, around)
    step = work.step()
    if step.result is not None:
        return Ending(step.result, work.progress.medium_pool)
    wait_after(run=run, drive=drive, step=step, clock=around.clock)
    return None


class _Work:
    def __init__(self, run: Run, drive: Drive, around: Surroundings) -> None:
        before = (around.clock() - run.started_at).total_seconds() if run.started_at else 0.0
        self.progress = RunProgress(run_id=run.pk, clock=around.clock, before=before)
        self._run, self._drive, self._around = run, drive, around

    def step(self) -> RestoreStep:
        clock = self._around.clock
        return step_of(clock=clock, work=self._work, refused=lambda why: RestoreStep(refused=why))

    def _work(self) -> RestoreStep:
        job = despite_full_disk(site=self._run.site, now=self._around.clock(), write=self._prepare)
        with self.progress:
            return self._restore(job)

    def _prepare(self) -> RestoreJob:
        prepare_journal(run_id=self._run.pk)
        Restore.objects.filter(run=self._run).update(waits_for_key=False)
        key = fetch_key(self._run.pk)
        return restore_job(run=self._run, drive=self._drive, identities=identities_in(key) if key else ())

    def _restore(self, job: RestoreJob) -> RestoreStep:
        """All that the medium in the drive holds: it may be of more than one set."""
        software = self._software()
        while True:
            step = restore_part(
                job=job,
                clock=self._around.clock,
                listen=self._tell,
                cancelled=self._is_cancelled,
                begin=software.stop,
                at_end=software.start,
            )
            if step.part is None or step.result is not None or not _holds_more(step):
                return step
            note_done(run=self._run)

    def _software(self) -> Software:
        with Plan(plan_path(self._run)) as plan:
            servers = dict.fromkeys(server for _, server in plan.what())
        return Software(run=self._run, servers=servers, clock=self._around.clock, tell=self._tell)

    def _tell(self, event: Event) -> None:
        self.progress.listen(event)
        self._around.listen(event)

    def _is_cancelled(self) -> bool:
        return self._around.cancelled() or self.progress.is_cancelled()


def _holds_more(step: RestoreStep) -> bool:
    medium = step.part.medium_uuid if step.part else ""
    return any(part.medium_uuid == medium for part in step.remaining)
