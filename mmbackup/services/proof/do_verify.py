"""Reads sets back, in the process that holds the drive's lock."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mmbackup.engine.format.names import escape
from mmbackup.engine.operations.checking.job import (
    DamagedFile,
    SetCheck,
    Verified,
    VerifyJob,
    WantedSet,
)
from mmbackup.engine.operations.checking.verification import verify
from mmbackup.models import BackupSet, Check, Drive, Run
from mmbackup.services.proof.findings import keep_findings
from mmbackup.services.proof.records import ServerRecords
from mmbackup.services.proof.working import Working
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.run_log import log_path
from mmbackup.services.runs.work import Surroundings

MOST_FAULTS = 20  # of one set that are kept in words; the log has all


def do_verify(*, run: Run, drive: Drive, around: Surroundings) -> Ending:
    working = Working(run, around, "spool")

    def work(scratch: Path) -> Ending:
        with ServerRecords(run.site) as records:
            job = _job(run, drive, scratch, records)
            found = verify(job=job, clock=around.clock, listen=working.tell, cancelled=working.stop)
        keep_findings(run_id=run.pk, findings={"results": results_of(found)})
        return Ending(found.result, working.progress.medium_pool)

    return working.do(work)


def results_of(found: Verified) -> list[dict[str, Any]]:
    """As Check.results keeps them."""
    return [_result(check) for check in found.checks]


def known_on(medium_uuid: str) -> tuple[WantedSet, ...]:
    """The sets that the server believes to lie on that medium."""
    rows = BackupSet.objects.filter(medium__uuid=medium_uuid, removed_at__isnull=True)
    return tuple(WantedSet(str(row.uuid), row.part, row.name, row.set_sha256) for row in rows)


def _job(run: Run, drive: Drive, scratch: Path, records: ServerRecords) -> VerifyJob:
    asked = Check.objects.filter(run=run).values_list("sets", flat=True).first() or []
    return VerifyJob(
        run_id=str(run.pk),
        site=run.site.name,
        time_zone=run.site.time_zone,
        started_at=run.started_at or run.queued_at,
        drive=drive.spec,
        log_path=log_path(run),
        scratch=str(scratch),
        wanted=frozenset(map(str, asked)),
        known=known_on,
        records=records,
        trigger=f"asked by {run.asked_by}" if run.asked_by else "verify",
    )


def _result(check: SetCheck) -> dict[str, Any]:
    return {
        "set": check.uuid,
        "part": check.part,
        "name": check.name,
        "ok": check.is_whole,
        "is_there": check.is_there,
        "is_verified": check.is_verified,
        "size": check.size,
        "problem": _problem([fault.text for fault in check.faults]),
        "damaged_files": check.damaged_files,
        "damaged": [_damaged(file) for file in check.damaged],
    }


def _problem(texts: Sequence[str]) -> str:
    told = "; ".join(texts[:MOST_FAULTS])
    return f"{told}; and {len(texts) - MOST_FAULTS:,} more" if len(texts) > MOST_FAULTS else told


def _damaged(one: DamagedFile) -> dict[str, Any]:
    file = one.file
    return {
        "path": escape(file.path),
        "server": file.server,
        "data_type": file.data_type,
        "size": file.size,
        "elsewhere": list(one.elsewhere),
    }
