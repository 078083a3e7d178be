"""What the end of a run of each kind leaves behind, and by which event it is told.

For callers inside a transaction of their own.
"""

from collections.abc import Callable
from datetime import datetime

from mmbackup.engine.codes import (
    ATTENDED_COMPLETED,
    ATTENDED_NOT_SUCCESSFUL,
    BACKUP_COMPLETED,
    BACKUP_NOT_SUCCESSFUL,
    PARTIAL_BACKUP,
    EventCode,
)
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run
from mmbackup.services.attended.judge import judge_attended
from mmbackup.services.attended.remember_parts import number_parts, remember_parts
from mmbackup.services.attended.remember_refused import forget_removed
from mmbackup.services.proof.remember import check_event, drill_event, remember_check, remember_drill
from mmbackup.services.restore.remember import remember_restore, restore_event
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.judge_alarms import judge_alarms
from mmbackup.services.runs.remember_run import remember_medium_of, remember_sets_of


def remember_ending(*, run: Run, ending: Ending, now: datetime) -> None:
    _REMEMBER[run.kind](run=run, ending=ending, now=now)


def event_of(run: Run) -> EventCode:
    return _EVENTS[run.kind](run)


def _remember_unattended(*, run: Run, ending: Ending, now: datetime) -> None:
    medium = remember_medium_of(run=run, ending=ending, now=now)
    if medium is not None:
        remember_sets_of(run=run, medium=medium, ending=ending)
    judge_alarms(run=run, now=now, error=ending.result.error)


def _remember_attended(*, run: Run, ending: Ending, now: datetime) -> None:
    """Its sets are complete only when the last part was read back; else they stay an unfinished set."""
    forget_removed(
        medium_uuid=ending.result.medium_uuid, names=ending.removed_sets, at=ending.result.ended_at
    )
    remember_parts(run=run, now=now)
    if Outcome(run.outcome) in (Outcome.FULL, Outcome.COMPLETED_WITH_ERRORS):
        number_parts(run=run)
    judge_attended(run=run, now=now)


def _unattended_event(run: Run) -> EventCode:
    known = {Outcome.FULL: BACKUP_COMPLETED, Outcome.PARTIAL: PARTIAL_BACKUP}
    return known.get(Outcome(run.outcome), BACKUP_NOT_SUCCESSFUL)


def _attended_event(run: Run) -> EventCode:
    return ATTENDED_COMPLETED if run.outcome == Outcome.FULL else ATTENDED_NOT_SUCCESSFUL


_REMEMBER: dict[str, Callable[..., None]] = {
    Run.Kind.UNATTENDED: _remember_unattended,
    Run.Kind.ATTENDED: _remember_attended,
    Run.Kind.RESTORE: remember_restore,
    Run.Kind.VERIFY: remember_check,
    Run.Kind.DRILL: remember_drill,
}
_EVENTS: dict[str, Callable[[Run], EventCode]] = {
    Run.Kind.UNATTENDED: _unattended_event,
    Run.Kind.ATTENDED: _attended_event,
    Run.Kind.RESTORE: restore_event,
    Run.Kind.VERIFY: check_event,
    Run.Kind.DRILL: drill_event,
}
