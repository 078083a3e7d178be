"""How an attended backup ended: its log is finished, and whoever asked is answered."""

import contextlib
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mmbackup.engine.errors import BackupError, ServerDiskFull
from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.log_lines import totals_lines
from mmbackup.engine.format.log_of_parts import PartLog
from mmbackup.engine.format.verdict import ATTENDED, media_words, verdict
from mmbackup.engine.operations.attended.shapes import State
from mmbackup.engine.operations.attended.words import (
    next_step_of_end,
    outcome_of,
    reason_of,
    words_of_end,
)
from mmbackup.engine.outcomes import Outcome

_MEND_ERRORS = "Read the errors above and mend their cause; all else was saved and read back."


def end_proven(state: State, log: PartLog | None, at: datetime, zone: ZoneInfo) -> BackupResult:
    """All parts are on their media and were read back."""
    outcome = outcome_of(state)
    words = words_of_end(state, at, zone)
    next_step = "" if outcome.is_verified else _MEND_ERRORS
    return _finished(state, log, BackupResult(outcome, "", next_step, words, at))


def told_before(state: State, words: str) -> BackupResult:
    """All parts are proven and the log is finished; words is its verdict."""
    outcome, at = outcome_of(state), state.parts[-1].part.verified_at
    return _with_facts(
        state, BackupResult(outcome, "", "" if outcome.is_verified else _MEND_ERRORS, words, at)
    )


def end_early(
    state: State | None, log: PartLog | None, error: BackupError, at: datetime, zone: ZoneInfo
) -> BackupResult:
    """The parts that were written stay, as an unfinished set. Without a log when there is no room for one."""
    media = state.media if state else ()
    reason = reason_of(error, media)
    words = verdict(
        outcome=Outcome.FAILED, reason=reason, tallies=(), errors=0, at=at, zone=zone, kind=ATTENDED
    )
    next_step = next_step_of_end(error)
    return _finished(
        state, log, BackupResult(Outcome.FAILED, reason, next_step, words, at, error=type(error).__name__)
    )


def _finished(state: State | None, log: PartLog | None, result: BackupResult) -> BackupResult:
    result = _with_facts(state, result)
    totals = totals_lines(result.tallies) if state and state.parts else []
    with contextlib.suppress(ServerDiskFull):  # whoever called makes room and completes the log
        if log is not None:
            log.finish(
                totals=totals, read_back=_proof(state), next_step=result.next_step, verdict=result.verdict
            )
    return result


def _proof(state: State | None) -> str:
    if state is None or not state.parts:
        return "not done: nothing was saved"
    size = sum(proven.part.size_on_medium for proven in state.parts)
    return f"{size:,} bytes read from {media_words(len(state.parts))}, all equal"


def _with_facts(state: State | None, result: BackupResult) -> BackupResult:
    """With what the backup has come to so far; the medium is that of its last part."""
    if state is None:
        return result
    result = replace(result, tallies=state.tallies(), errors=state.errors)
    if not state.parts:
        return result
    part = state.parts[-1].part
    return replace(
        result,
        set_uuid=part.set_uuid,
        set_name=part.set_name,
        medium_uuid=part.medium_uuid,
        medium_name=part.medium_name,
        size_on_medium=sum(proven.part.size_on_medium for proven in state.parts),
        medium_capacity=part.medium_capacity,
        medium_free=part.medium_free,
        medium_first_used_at=part.medium_first_used_at,
        medium_write_count=part.medium_write_count,
        medium_replace_by=part.medium_replace_by,
    )
