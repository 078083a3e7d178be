"""After a part of an attended backup: what it did to its medium is remembered, and the run waits."""

from collections.abc import Callable
from datetime import datetime

from mmbackup.engine.events import Step
from mmbackup.models import Drive, Run
from mmbackup.services.attended.remember_refused import BY, forget_removed, remember_refused
from mmbackup.services.runs.progress import RunProgress
from mmbackup.services.waiting.after_part import medium_in, put_out, remember_patiently
from mmbackup.services.waiting.waiting import refused_words, wait_for_people

Clock = Callable[[], datetime]


def wait_after(*, run: Run, drive: Drive, step: Step, progress: RunProgress, clock: Clock) -> None:
    medium = medium_in(drive)
    was_recorded = remember_patiently(lambda: _record(run, drive, step, progress, clock()))
    if was_recorded and step.part is not None:
        put_out(drive=drive, medium=medium, by=BY, now=clock())


def _record(run: Run, drive: Drive, step: Step, progress: RunProgress, now: datetime) -> None:
    found, refused = progress.medium, step.refused
    if found is not None and refused is not None:
        remember_refused(drive=drive, found=found, refused=refused, now=now)
    refusal = refused_words(refused) if refused is not None else ""
    wait_for_people(run=run, from_state=Run.State.RUNNING, refusal=refusal, now=now)
    if found is not None:
        forget_removed(medium_uuid=found.uuid, names=tuple(progress.removed_sets), at=now)
