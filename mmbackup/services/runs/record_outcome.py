"""The end of a run: outcome, log, medium, set, alarms and event in one transaction, once."""

import os
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import PARTIAL_BACKUP, EventCode
from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.log_reader import LogReader
from mmbackup.engine.outcomes import Phase
from mmbackup.models import Log, Run
from mmbackup.services.notices.of_run import fact_of_run
from mmbackup.services.notices.owed_ping import owe_ping
from mmbackup.services.notices.tell import tell
from mmbackup.services.record_event import record_event
from mmbackup.services.reserve import despite_full_disk
from mmbackup.services.runs.ending import Ending, tallies_as_rows
from mmbackup.services.runs.memory_by_kind import event_of, remember_ending
from mmbackup.services.runs.run_log import log_name, log_path

FinishLog = Callable[[Run, BackupResult], None]


def record_outcome(
    *, run: Run, ending: Ending, from_state: Run.State, finish_log: FinishLog, now: datetime
) -> bool:
    """False, and nothing changed, when the run was no longer in that state: somebody else ended it.

    finish_log is called inside the transaction, so that only the one who ends the run touches its log.
    """

    def write() -> bool:
        with transaction.atomic():
            return _record(run, ending, from_state, finish_log, now)

    return despite_full_disk(site=run.site, now=now, write=write)


def _record(run: Run, ending: Ending, from_state: Run.State, finish_log: FinishLog, now: datetime) -> bool:
    if not _end_run(run, ending, from_state):
        return False
    run.refresh_from_db()
    finish_log(run, ending.result)
    _remember_log(run, now)
    remember_ending(run=run, ending=ending, now=now)
    code = event_of(run)
    record_event(site=run.site, code=code, at=now, message=_message(run, code), run=run)
    tell(fact=fact_of_run(run=run, code=code), now=now)
    owe_ping(run=run, now=now)
    return True


def _end_run(run: Run, ending: Ending, from_state: Run.State) -> bool:
    result = ending.result
    return bool(
        Run.objects.filter(pk=run.pk, state=from_state).update(
            state=Run.State.ENDED,
            phase=Phase.ENDED,
            outcome=result.outcome,
            verdict=result.verdict,
            reason=result.reason,
            next_step=result.next_step,
            ended_at=result.ended_at,
            errors=result.errors,
            size_on_medium=result.size_on_medium,
            tallies=tallies_as_rows(result.tallies),
            seconds_by_phase=dict(result.seconds_by_phase),
            **({"medium_name": result.medium_name[:63]} if result.medium_name else {}),
        )
    )


def _remember_log(run: Run, now: datetime) -> None:
    """A run whose log could not be made has none: the portal then shows the verdict alone."""
    path = log_path(run)
    if not os.path.exists(path):
        return
    with LogReader(path) as reader:
        lines = reader.lines
    Log.objects.update_or_create(
        run=run,
        defaults={
            "kind": Log.Kind.BACKUP if run.is_backup else run.kind,
            "path": log_name(run),
            "written_at": now,
            "lines": lines,
            "size": os.path.getsize(path),
            "errors": run.errors,
        },
    )


def _message(run: Run, code: EventCode) -> str:
    if code is not PARTIAL_BACKUP:
        return f"{code.message}: {run.verdict}"
    left_out = [
        f"{row['files'] - row['saved_files']:,} files of {row['data_type']} on {row['server']}"
        for row in run.tallies
        if row["files"] > row["saved_files"]
    ]
    return f"{code.message}: left out {', '.join(left_out)}"
