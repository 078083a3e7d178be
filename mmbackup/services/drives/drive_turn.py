"""Taking a drive's lock in turn: a scheduled run waits for the run before it, a run by hand does not."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from mmbackup.engine.errors import DriveBusy, RunCancelled
from mmbackup.models import Drive, Run, Schedule
from mmbackup.services.drives.drive_lock import KernelLock, drive_lock
from mmbackup.services.schedule import window_end

PAUSE = 2.0  # seconds between two tries


@contextmanager
def wait_for_drive(
    *, run: Run, drive: Drive, clock: Callable[[], datetime], cancelled: Callable[[], bool]
) -> Iterator[None]:
    """Hold the drive's lock. DriveBusy when it cannot be had in time, RunCancelled on a wish to stop."""
    lock = drive_lock(drive_id=drive.pk)
    until = _wait_until(run)
    while not _acquired(lock, may_wait=until is not None and clock() < until):
        if not _is_still_wanted(run, clock()) or cancelled():
            raise RunCancelled("cancelled while it waited for the drive")
        time.sleep(PAUSE)
    try:
        yield
    finally:
        lock.release()


def _acquired(lock: KernelLock, *, may_wait: bool) -> bool:
    try:
        lock.acquire()
    except DriveBusy:
        if not may_wait:
            raise
        return False
    return True


def _wait_until(run: Run) -> datetime | None:
    """A night may wait as long as it might be caught up, a part as long as its run may wait."""
    schedule = Schedule.objects.filter(site=run.site).first()
    if run.due_at is None or schedule is None:
        return run.waits_until
    return window_end(schedule=schedule, due=run.due_at)


def _is_still_wanted(run: Run, now: datetime) -> bool:
    """And a sign of life, so that the watchdog sees that somebody has taken the run."""
    waiting = Run.objects.filter(pk=run.pk, state=Run.State.QUEUED, cancel_asked=False)
    return bool(waiting.update(heard_at=now))
