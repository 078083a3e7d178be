"""What a verification and a drill share while they work: progress, a wish to stop, and a scratch folder."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from mmbackup.engine.errors import RunCancelled
from mmbackup.engine.events import Event
from mmbackup.engine.format.server_disk import server_disk
from mmbackup.environment import data_folder
from mmbackup.models import Run
from mmbackup.services.proof.request import BY_SCHEDULE
from mmbackup.services.reserve import despite_full_disk
from mmbackup.services.runs.edge import ending_of
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.journal import prepare_journal
from mmbackup.services.runs.progress import RunProgress
from mmbackup.services.runs.work import Surroundings

LOOK_FOR_NIGHT_EVERY = 5.0  # seconds


class GaveWay(RunCancelled):
    next_step = "It is started again by the schedule, or by hand."


class Working:
    """One run at work. Its scratch folder goes with it."""

    def __init__(self, run: Run, around: Surroundings, scratch: str) -> None:
        self.run = run
        self.around = around
        self.scratch = data_folder(scratch) / str(run.pk)
        self.progress = RunProgress(run_id=run.pk, clock=around.clock)
        self._looked_at = time.monotonic()

    def do(self, work: Callable[[Path], Ending]) -> Ending:
        try:
            return ending_of(run=self.run, clock=self.around.clock, work=lambda: self._work(work))
        finally:
            shutil.rmtree(self.scratch, ignore_errors=True)

    def tell(self, event: Event) -> None:
        self.progress.listen(event)
        self.around.listen(event)

    def stop(self) -> bool:
        """GaveWay when it was begun by the schedule, and a night waits for the drive."""
        if self.run.asked_by == BY_SCHEDULE and time.monotonic() - self._looked_at > LOOK_FOR_NIGHT_EVERY:
            self._looked_at = time.monotonic()
            nights = Run.objects.filter(drive=self.run.drive_id, state=Run.State.QUEUED)
            if nights.filter(trigger=Run.Trigger.SCHEDULE).exists():
                raise GaveWay("it gave way to the backup that is due")
        return self.around.cancelled() or self.progress.is_cancelled()

    def _work(self, work: Callable[[Path], Ending]) -> Ending:
        despite_full_disk(site=self.run.site, now=self.around.clock(), write=self._prepare)
        with self.progress:
            return work(self.scratch)

    def _prepare(self) -> None:
        prepare_journal(run_id=self.run.pk)
        with server_disk():
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.scratch.mkdir(mode=0o700)
