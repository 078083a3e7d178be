"""Ends a run that nobody has begun: a short log, its outcome, its alarm.

An attended run whose parts were begun is not ended so: it goes back to waiting.
"""

from datetime import datetime

from mmbackup.engine.errors import BackupError
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.runs.ending import Ending, by_error, unsuccessful
from mmbackup.services.runs.record_outcome import record_outcome
from mmbackup.services.runs.run_log import write_short_log
from mmbackup.services.waiting.give_back import give_back, is_continued
from mmbackup.services.waiting.waiting import as_sentence


def end_as_not_run(*, run: Run, reason: str, next_step: str, now: datetime) -> bool:
    """False when the run has begun, or ended, in the meantime."""
    did_not_run = unsuccessful(
        run=run, outcome=Outcome.DID_NOT_RUN, reason=reason, next_step=next_step, now=now
    )
    return _end(run, did_not_run, now)


def end_by_error(*, run: Run, error: BackupError, now: datetime) -> bool:
    """False when the run has begun, or ended, in the meantime."""
    return _end(run, by_error(run=run, error=error, now=now), now)


def _end(run: Run, ending: Ending, now: datetime) -> bool:
    if is_continued(run):
        reason = f"{as_sentence(ending.result.reason)} {ending.result.next_step}"
        return give_back(run=run, reason=reason, now=now)
    return record_outcome(
        run=run, ending=ending, from_state=Run.State.QUEUED, finish_log=write_short_log, now=now
    )
