"""Verifications and drills as services leave them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.models import Check, Drill, Log, Medium, Run, Site
from tests.portal.builders import LAST_NIGHT, make_log

LOST: dict[str, Any] = {
    "path": "MSS1/srv/messages/1001/cur/1795.M7P1,S=20013:2,S",
    "server": "MSS1",
    "data_type": "messages",
    "size": 20_013,
    "elsewhere": ["Berta"],
}


def make_proof(
    site: Site,
    kind: Run.Kind,
    outcome: Outcome = Outcome.FULL,
    *,
    at: datetime = LAST_NIGHT,
    verdict: str = "",
    reason: str = "",
    by: str = "ada",
) -> Run:
    """An ended run of that kind, with its log."""
    drive = site.drives.get()
    ended = at + timedelta(seconds=41)
    words = (
        verdict or f"{'VERIFICATION' if kind == Run.Kind.VERIFY else 'RESTORE DRILL'} {reason or 'completed'}"
    )
    run = Run.objects.create(
        site=site, drive=drive, drive_name=drive.name, kind=kind, trigger=Run.Trigger.HAND, asked_by=by,
        queued_at=at, started_at=at, ended_at=ended, state=Run.State.ENDED, phase=Phase.ENDED,
        outcome=outcome, verdict=words, reason=reason, medium_name="Anna",
        medium=Medium.objects.filter(site=site, name="Anna").first(),
    )  # fmt: skip
    Log.objects.filter(pk=make_log(run).pk).update(kind=kind)
    return run


def make_check(site: Site, *, damaged: bool = False, at: datetime = LAST_NIGHT, name: str = "a-set") -> Run:
    outcome = Outcome.COMPLETED_WITH_ERRORS if damaged else Outcome.FULL
    verdict = (
        "VERIFICATION found damage | 1 of 1 set, 1 file lost on it | medium Anna - Sun Nov 22 09:00:41 2026"
        if damaged
        else "VERIFICATION completed successfully | 1 set, 6,100,000,000 bytes | medium Anna - Sun Nov 22"
    )
    run = make_proof(site, Run.Kind.VERIFY, outcome, at=at, verdict=verdict)
    result = {
        "set": str(uuid4()), "part": 1, "name": name, "ok": not damaged, "is_there": True,
        "size": 6_100_000_000,
        "problem": f"{name}/messages.0001.tar.zst reads back with other bytes than were written" * damaged,
        "damaged_files": 2 if damaged else 0, "damaged": [LOST, {**LOST, "elsewhere": []}] if damaged else [],
    }  # fmt: skip
    Check.objects.create(run=run, results=[result])
    return run


def make_drill(
    site: Site,
    outcome: Outcome = Outcome.FULL,
    *,
    at: datetime = LAST_NIGHT,
    seconds: float = 41.0,
    needs_key: bool = False,
    reason: str = "",
) -> Run:
    run = make_proof(site, Run.Kind.DRILL, outcome, at=at, reason=reason)
    Drill.objects.create(
        run=run, set_uuid=uuid4(), set_name="20261122T020500Z-full-auto", files=231, size=48_000_000,
        seconds=seconds, compared=207, opened={"SQLite": [1, 0], "WAV": [120, 0 if not reason else 1]},
        needs_key=needs_key, proven_at=run.ended_at if outcome is Outcome.FULL else None,
    )  # fmt: skip
    return run


def make_proof_running(site: Site, kind: Run.Kind, phase: Phase, *, now: datetime) -> Run:
    drive = site.drives.get()
    return Run.objects.create(
        site=site, drive=drive, drive_name=drive.name, medium_name="Anna", kind=kind, asked_by="ada",
        trigger=Run.Trigger.HAND, queued_at=now - timedelta(seconds=62),
        started_at=now - timedelta(seconds=60), heard_at=now, state=Run.State.RUNNING, phase=phase,
        files=3, files_total=9, size=2_000_000_000, size_total=6_100_000_000,
    )  # fmt: skip
