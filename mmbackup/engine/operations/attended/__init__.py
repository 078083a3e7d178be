"""The attended backup: a set over as many media as it needs, a call for each.

Between two calls no process lives: all that is known lies in the backup's own folder on the server.
"""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.errors import BackupError, ServerDiskFull
from mmbackup.engine.events import BackupResult, Listener, PartWritten, Step
from mmbackup.engine.operations.attended.attempt import Attempt
from mmbackup.engine.operations.attended.ending import end_early, end_proven, told_before
from mmbackup.engine.operations.attended.folder import StateBroken, StateFolder
from mmbackup.engine.operations.attended.log import log_of_next_part, verdict_in_log
from mmbackup.engine.operations.attended.part_desk import Surroundings
from mmbackup.engine.operations.backup.pieces import PIECE_LIMIT
from mmbackup.engine.operations.job import BackupJob

__all__ = ["end_waiting", "parts_written", "write_part"]


def write_part(
    *,
    job: BackupJob,
    folder: str,
    clock: Callable[[], datetime],
    listen: Listener,
    cancelled: Callable[[], bool],
    piece_limit: int = PIECE_LIMIT,
) -> Step:
    """Write the next part onto the medium in the drive. Never raises a BackupError.

    folder is the backup's own, exists, and is the same for all parts, as job.log_path is; a process that died
    in the middle of a part leaves it to be begun anew by the next call. job.spool_folder is not used.
    """
    kept, zone = StateFolder(folder), ZoneInfo(job.time_zone)
    state = None
    try:
        state = kept.load()
        if state is not None and state.is_complete and (words := verdict_in_log(job)):
            return Step(state.parts[-1].part, None, told_before(state, words))
        attempt = Attempt(job, kept, state, Surroundings(clock, listen, cancelled), piece_limit)
    except BackupError as error:
        return Step(result=end_early(state, None, error, clock(), zone))
    return attempt.run()


def end_waiting(
    *, job: BackupJob, folder: str, error: BackupError, clock: Callable[[], datetime]
) -> BackupResult:
    """End a backup that waits for its next medium. Called again it answers the same. Never raises."""
    zone, state, log, words = ZoneInfo(job.time_zone), None, None, ""
    with contextlib.suppress(ServerDiskFull):  # whoever calls makes room and completes the log
        try:
            state = StateFolder(folder).load()
            words = verdict_in_log(job)
            log = None if words else log_of_next_part(job, state)
        except StateBroken as broken:
            error = broken
            log = None if (words := verdict_in_log(job)) else log_of_next_part(job, None)
    if state is not None and state.is_complete:  # a process died before it could say so
        return told_before(state, words) if words else end_proven(state, log, clock(), zone)
    result = end_early(state, log, error, clock(), zone)
    return replace(result, verdict=words) if words else result


def parts_written(*, folder: str) -> tuple[PartWritten, ...]:
    """Those that are on their media and were read back; none when there is no folder, or no state in it."""
    try:
        state = StateFolder(folder).load()
    except BackupError:
        return ()
    return tuple(proven.part for proven in state.parts) if state else ()
