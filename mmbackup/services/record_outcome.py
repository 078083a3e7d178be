"""The end of a run: outcome, log, medium, set, alarms and event in one transaction, once."""

import os
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import (
    BACKUP_COMPLETED,
    BACKUP_NOT_SUCCESSFUL,
    NO_BACKUP,
    PARTIAL_BACKUP,
    PARTIAL_NIGHTS,
    EventCode,
)
from mmbackup.engine.events import BackupResult
from mmbackup.engine.format.log_reader import LogReader
from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.models import BackupSet, Log, Medium, Run
from mmbackup.services.alarms import raise_alarm, resolve_alarm
from mmbackup.services.ending import Ending, tallies_as_rows
from mmbackup.services.record_event import record_event
from mmbackup.services.remember_medium import as_uuid, remember_in_drive
from mmbackup.services.reserve import despite_full_disk
from mmbackup.services.run_log import log_name, log_path

PARTIALS_IN_A_ROW = 3
FinishLog = Callable[[Run, BackupResult], None]
_EVENTS = {Outcome.FULL: BACKUP_COMPLETED, Outcome.PARTIAL: PARTIAL_BACKUP}


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
    medium = _remember_medium(run, ending, now)
    if medium is not None:
        _remember_sets(run, medium, ending)
    _judge_alarms(run, now)
    code = _EVENTS.get(Outcome(run.outcome), BACKUP_NOT_SUCCESSFUL)
    record_event(site=run.site, code=code, at=now, message=_message(run, code), run=run)
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
            "path": log_name(run),
            "written_at": now,
            "lines": lines,
            "size": os.path.getsize(path),
            "errors": run.errors,
        },
    )


def _remember_medium(run: Run, ending: Ending, now: datetime) -> Medium | None:
    result = ending.result
    if run.drive is None or not result.medium_uuid:
        return None
    medium = remember_in_drive(
        drive=run.drive,
        uuid=result.medium_uuid,
        name=result.medium_name,
        pool=ending.medium_pool or run.drive.pool,
        capacity=result.medium_capacity,
        free=result.medium_free,
        now=now,
    )
    Run.objects.filter(pk=run.pk).update(medium=medium)
    return medium


def _remember_sets(run: Run, medium: Medium, ending: Ending) -> None:
    result = ending.result
    BackupSet.objects.filter(medium=medium, name__in=ending.removed_sets, removed_at__isnull=True).update(
        removed_at=result.ended_at
    )
    uuid = as_uuid(result.set_uuid)
    if uuid is None:
        return
    is_read_back = result.outcome.is_verified or result.outcome is Outcome.COMPLETED_WITH_ERRORS
    BackupSet.objects.update_or_create(
        uuid=uuid,
        defaults={
            "run": run,
            "medium": medium,
            "name": result.set_name,
            "written_at": run.started_at or result.ended_at,
            "verified_at": result.ended_at if is_read_back else None,
            "size": result.size_on_medium,
            "tallies": tallies_as_rows(result.tallies),
        },
    )


def _judge_alarms(run: Run, now: datetime) -> None:
    outcome = Outcome(run.outcome)
    place = run.drive_name or run.site.name
    if outcome.is_verified:
        resolve_alarm(site=run.site, code=NO_BACKUP, reason=f"Verified success: {run.verdict}", now=now)
    elif not _is_made_good(run):
        raise_alarm(site=run.site, code=NO_BACKUP, location=place, detail=run.verdict, now=now)
    if outcome is Outcome.FULL:
        resolve_alarm(site=run.site, code=PARTIAL_NIGHTS, reason="A full backup was made", now=now)
    elif outcome is Outcome.PARTIAL and _is_third_partial(run):
        raise_alarm(site=run.site, code=PARTIAL_NIGHTS, location=place, detail=run.verdict, now=now)


def _is_made_good(run: Run) -> bool:
    """A night that is recorded late may have a verified success behind it already."""
    verified = [outcome for outcome in Outcome if outcome.is_verified]
    begun = run.due_at or run.queued_at
    return Run.objects.filter(site=run.site, outcome__in=verified, started_at__gt=begun).exists()


def _is_third_partial(run: Run) -> bool:
    """Three scheduled nights in a row were partial, and no full backup was made by hand between them."""
    ended = Run.objects.filter(site=run.site, state=Run.State.ENDED)
    nights = list(ended.filter(trigger=Run.Trigger.SCHEDULE).order_by("-due_at")[:PARTIALS_IN_A_ROW])
    if len(nights) < PARTIALS_IN_A_ROW or any(night.outcome != Outcome.PARTIAL for night in nights):
        return False
    first = min(night.queued_at for night in nights)
    return not ended.filter(outcome=Outcome.FULL, queued_at__gte=first).exists()


def _message(run: Run, code: EventCode) -> str:
    if code is not PARTIAL_BACKUP:
        return f"{code.message}: {run.verdict}"
    left_out = [
        f"{row['files'] - row['saved_files']:,} files of {row['data_type']} on {row['server']}"
        for row in run.tallies
        if row["files"] > row["saved_files"]
    ]
    return f"{code.message}: left out {', '.join(left_out)}"
