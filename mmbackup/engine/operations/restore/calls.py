"""Restores what a plan names, a call for each of its media; between two calls no process lives.

All that is known lies in the restore's own folder on the server: the plan (engine.index.plan), restore.json,
and what is to be remembered of single files (work.sqlite).

Memory is bounded however a medium was made: each process holds a frame, compressed and not (9 MB), or four
pieces of an encrypted set (80 MB), a sparse file's map (up to 64 MB), and descriptors of folders.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from mmbackup.engine.errors import BackupError, FormatError, ServerDiskFull
from mmbackup.engine.events import BackupResult, Listener, ignore
from mmbackup.engine.format.log_of_parts import PartLog
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.operations.restore.around import Around, nothing
from mmbackup.engine.operations.restore.attempt import Attempt
from mmbackup.engine.operations.restore.ending import end_failed, told_before
from mmbackup.engine.operations.restore.job import RestoreJob
from mmbackup.engine.operations.restore.log import log_of
from mmbackup.engine.operations.restore.settling import settle
from mmbackup.engine.operations.restore.shapes import PartRestored, RestoreStep, State
from mmbackup.engine.operations.restore.state_file import load_state

PLAN_NAME = "plan.sqlite"


def restore_part(
    *,
    job: RestoreJob,
    clock: Callable[[], datetime],
    listen: Listener,
    cancelled: Callable[[], bool],
    begin: Callable[[], Sequence[str]] = nothing,
    at_end: Callable[[], Sequence[str]] = nothing,
) -> RestoreStep:
    """Restore what the medium in the drive holds of the plan. Never raises a BackupError.

    begin is called when the medium was accepted, before anything is written: it answers lines for the log, or
    raises a BackupError, by which the restore ends. at_end is called once, before the log's end is written,
    however the restore ends: it answers errors. Neither is called in a dry run, which asks for no medium.
    """
    state, around = State(), Around(clock, listen, cancelled, begin, at_end)
    try:
        state = load_state(job.folder)
        if state.result is not None:
            return RestoreStep(result=told_before(job, state, state.result))
        with _plan(job, state) as plan:
            return Attempt(job, plan, state, around).run()
    except BackupError as error:
        return RestoreStep(result=end_failed(job, state, None, _log(job), error=error, around=around))


def end_waiting_restore(
    *,
    job: RestoreJob,
    error: BackupError,
    clock: Callable[[], datetime],
    at_end: Callable[[], Sequence[str]] = nothing,
) -> BackupResult:
    """End a restore that waits for its next medium. Called again it answers the same. Never raises."""
    state, plan, around = State(), None, Around(clock, ignore, lambda: False, nothing, at_end)
    with contextlib.ExitStack() as opened:
        try:
            state = load_state(job.folder)
            if state.result is not None:
                return told_before(job, state, state.result)
            plan = opened.enter_context(_plan(job, state))
        except BackupError as broken:
            error = broken
        return end_failed(job, state, plan, _log(job), error=error, around=around)


def parts_restored(*, folder: str) -> tuple[PartRestored, ...]:
    """Those that are done; none when there is no folder, or nothing in it."""
    try:
        return tuple(load_state(folder).parts)
    except BackupError:
        return ()


@contextlib.contextmanager
def _plan(job: RestoreJob, state: State) -> Iterator[Plan]:
    path = Path(job.folder) / PLAN_NAME
    if not path.exists():
        raise FormatError("the restore's plan is missing")
    with Plan(path) as plan:
        settle(job.folder, plan, state)
        yield plan


def _log(job: RestoreJob) -> PartLog | None:
    """None when there is no room for it."""
    try:
        return log_of(job)
    except ServerDiskFull:
        return None
