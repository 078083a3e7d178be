"""How a restore ended: its log is finished, and whoever asked is answered; asked again, the same."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.errors import BackupError, ServerDiskFull
from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.log import finish_lost
from mmbackup.engine.format.log_of_parts import PartLog
from mmbackup.engine.format.names import escape
from mmbackup.engine.index.plan import Plan
from mmbackup.engine.operations.restore import words
from mmbackup.engine.operations.restore.around import Around
from mmbackup.engine.operations.restore.job import RestoreJob
from mmbackup.engine.operations.restore.joining import forget_joined
from mmbackup.engine.operations.restore.log import header_of
from mmbackup.engine.operations.restore.outcomes import Became
from mmbackup.engine.operations.restore.putting_back import PuttingBack
from mmbackup.engine.operations.restore.shapes import State
from mmbackup.engine.operations.restore.state_file import save_state
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.tally import Tally

_BACK = {became.value for became in Became if became.is_back}


def end_done(job: RestoreJob, state: State, plan: Plan, log: PartLog, around: Around) -> BackupResult:
    """All parts are restored."""
    forget_joined(job, plan, _sliced(state))
    for path in plan.incomplete():
        _error(state, log, f"{escape(path)}: not all of its slices are known; it was not restored")
    for text in () if state.errors else _unaccounted(plan, state):
        _error(state, log, text)
    outputs = PuttingBack(job, plan, state, log, around)
    outputs.before_start()
    _after(job, state, log, around)
    outputs.after_start()
    if not job.dry_run and (still := words.brought(state)):
        _error(state, log, f"{still:,} outputs were brought, and nothing tells that they were put back")
    _notes(state, log)
    tallies, at, zone = tallies_of(plan, state), around.clock(), ZoneInfo(job.time_zone)
    outcome = Outcome.COMPLETED_WITH_ERRORS if state.errors else Outcome.FULL
    verdict = words.completed(job, state, tallies, at, zone)
    next_step = words.MEND_ERRORS if state.errors else ""
    reason = "" if job.dry_run else words.kept_text(state)
    result = BackupResult(outcome, reason, next_step, verdict, at, tallies, state.errors)
    return _finished(job, state, log, _with_medium(state, result))


def told_before(job: RestoreJob, state: State, result: BackupResult) -> BackupResult:
    """The process died before it could say so; its log is finished, if that is not done."""
    with contextlib.suppress(ServerDiskFull):
        finish_lost(
            job.log_path,
            header=header_of(job),
            zone=ZoneInfo(job.time_zone),
            next_step=result.next_step,
            verdict=result.verdict,
            totals=words.totals(job, state, result.tallies),
            read_back=None,
        )
    return result


def end_failed(
    job: RestoreJob,
    state: State,
    plan: Plan | None,
    log: PartLog | None,
    *,
    error: BackupError,
    around: Around,
) -> BackupResult:
    """What is restored stays; what is not is named by its part. Without a log when there is no room."""
    if plan is not None and not job.dry_run:
        forget_joined(job, plan, _sliced(state))
        _tell_of_the_rest(state, plan, log)
        PuttingBack(job, plan, state, log, around).tell_of_the_rest()
    _after(job, state, log, around)
    _notes(state, log)
    at, zone = around.clock(), ZoneInfo(job.time_zone)
    verdict = words.failed(job, state, str(error), at, zone)
    tallies = tallies_of(plan, state) if plan else ()
    result = BackupResult(
        Outcome.FAILED,
        str(error),
        words.next_step(error),
        verdict,
        at,
        tallies,
        state.errors,
        error=type(error).__name__,
    )
    return _finished(job, state, log, _with_medium(state, result))


def tallies_of(plan: Plan, state: State) -> tuple[Tally, ...]:
    """Planned, and what of it came back."""
    found = []
    for planned in plan.tallies():
        kinds = [
            count for (kind, server, became), count in state.counts.items()
            if (kind, server) == (planned.data_type, planned.server) and became in _BACK
        ]  # fmt: skip
        files = min(planned.files, sum(count[0] for count in kinds))
        size = min(planned.size, sum(count[1] for count in kinds))
        data_type = DataType.from_slug(planned.data_type)
        found.append(Tally(data_type, planned.server, planned.files, planned.size, files, size))
    return tuple(found)


def _unaccounted(plan: Plan, state: State) -> Iterator[str]:
    """Success is said of what was told of, file by file, and never because nothing was said."""
    for planned in plan.tallies():
        told = sum(
            count[0] for (kind, server, became), count in state.counts.items()
            if (kind, server, became != Became.SLICE) == (planned.data_type, planned.server, True)
        )  # fmt: skip
        if told < planned.files:
            missing = planned.files - told
            what = f"{missing:,} file{'s' if missing > 1 else ''} of {planned.server}, {planned.data_type}"
            yield f"{what}: nothing tells what became of {'them' if missing > 1 else 'it'}"


def _sliced(state: State) -> Iterator[bytes]:
    return map(bytes.fromhex, state.slices)


def _tell_of_the_rest(state: State, plan: Plan, log: PartLog | None) -> None:
    for part in plan.open_parts:
        name = f"set {part.set_name} on medium {part.medium_name}"
        _error(state, log, f"not restored, or not whole: {part.files:,} files of the {name}")


def _after(job: RestoreJob, state: State, log: PartLog | None, around: Around) -> None:
    """What is to be done after each restore, such as starting software; its failures are the run's errors."""
    if not job.dry_run:
        for text in around.at_end():
            _error(state, log, text)


def _notes(state: State, log: PartLog | None) -> None:
    if log is not None:
        with contextlib.suppress(ServerDiskFull):
            for text in words.note_texts(state):
                log.note_for_all(text)


def _error(state: State, log: PartLog | None, text: str) -> None:
    state.errors += 1
    if log is not None:
        with contextlib.suppress(ServerDiskFull):
            log.error(text)


def _finished(job: RestoreJob, state: State, log: PartLog | None, result: BackupResult) -> BackupResult:
    """What it ended in is remembered first: a log that is finished is never begun anew."""
    state.result = result
    with contextlib.suppress(ServerDiskFull):
        save_state(job.folder, state)
    with contextlib.suppress(ServerDiskFull):  # whoever called makes room and completes the log
        if log is not None:
            log.finish(
                totals=words.totals(job, state, result.tallies),
                read_back=None,
                next_step=result.next_step,
                verdict=result.verdict,
            )
    return result


def _with_medium(state: State, result: BackupResult) -> BackupResult:
    if not state.parts:
        return result
    last = state.parts[-1]
    return replace(result, set_name=last.set_name, medium_uuid=last.medium_uuid, medium_name=last.medium_name)
