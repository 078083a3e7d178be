"""What a verification's or a drill's end means. For callers inside a transaction of their own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mmbackup.engine.codes import (
    DRILL_FAILED,
    DRILL_NOT_PASSED,
    DRILL_PASSED,
    MEDIUM_NOT_VERIFIED,
    MEDIUM_VERIFIED,
    EventCode,
)
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Check, Custody, Drill, Medium, Run
from mmbackup.services.alarms import raise_alarm, resolve_alarm
from mmbackup.services.media.custody import record_custody
from mmbackup.services.media.medium_life import note_read_error
from mmbackup.services.proof.findings import take_findings
from mmbackup.services.proof.scratch import forget_restored
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.remember_run import remember_medium_of

# the drill came so far as to restore something, or ought to have
TOLD_OF_THE_MEDIUM = (Outcome.FAILED, Outcome.COMPLETED_WITH_ERRORS)


def remember_check(*, run: Run, ending: Ending, now: datetime) -> None:
    results = take_findings(run_id=run.pk).get("results", [])
    Check.objects.update_or_create(run=run, defaults={"results": results})
    medium = remember_medium_of(run=run, ending=ending, now=now)
    if medium is None:
        return
    for result in results:
        _remember_set(medium, result, ending.result.ended_at)
    _remember_medium(run, medium, results, ending.result.ended_at)


def remember_drill(*, run: Run, ending: Ending, now: datetime) -> None:
    forget_restored(run=run)  # where its process died
    found = take_findings(run_id=run.pk)
    is_proven = run.outcome == Outcome.FULL
    Drill.objects.update_or_create(
        run=run, defaults={**found, "proven_at": ending.result.ended_at if is_proven else None}
    )
    remember_medium_of(run=run, ending=ending, now=now)
    if is_proven:
        resolve_alarm(site=run.site, code=DRILL_FAILED, reason=f"A drill succeeded: {run.verdict}", now=now)
    elif "set_name" in found and run.outcome in TOLD_OF_THE_MEDIUM:
        place = run.medium_name or run.drive_name
        raise_alarm(site=run.site, code=DRILL_FAILED, location=place, detail=run.verdict, now=now)


def check_event(run: Run) -> EventCode:
    return MEDIUM_VERIFIED if run.outcome == Outcome.FULL else MEDIUM_NOT_VERIFIED


def drill_event(run: Run) -> EventCode:
    return DRILL_PASSED if run.outcome == Outcome.FULL else DRILL_NOT_PASSED


def _remember_set(medium: Medium, result: Mapping[str, Any], at: datetime) -> None:
    """One whose own account is broken is known by its name. What is damaged counts as verified no more."""
    there = BackupSet.objects.filter(medium=medium, removed_at__isnull=True)
    of_it = there.filter(name=result["name"])
    if not result["ok"]:
        of_it.update(checked_at=at, verified_at=None, damage=result["problem"])
        return
    of_it = there.filter(uuid=result["set"], part=result["part"])
    of_it.update(checked_at=at, damage="")
    if result["is_verified"]:
        of_it.filter(verified_at__isnull=True).update(verified_at=at)


def _remember_medium(run: Run, medium: Medium, results: list[dict[str, Any]], at: datetime) -> None:
    """A set that is not there any more was removed elsewhere: that says nothing of the medium itself."""
    by = f"verification, asked by {run.asked_by}" if run.asked_by else "verification"
    broken = [result for result in results if not result["ok"] and result["is_there"]]
    if broken:
        reason = f"{broken[0]['name']}: {broken[0]['problem']}"
        note_read_error(medium=medium, reason=reason, by=by, now=at)
    elif run.outcome == Outcome.FULL:
        place = medium.last_drive.name if medium.last_drive else ""
        act, detail = Custody.Act.VERIFIED, run.verdict
        record_custody(medium=medium, act=act, by=by, now=at, place=place, detail=detail)
