"""Restores to a scratch folder for practice, in the process that holds the drive's lock."""

from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from mmbackup.engine.errors import SetUnknown
from mmbackup.engine.operations.drill.drill import drill
from mmbackup.engine.operations.drill.job import DrillCount, DrillJob, DrillSet
from mmbackup.models import BackupSet, Drill, Drive, Run, Site
from mmbackup.services.index.keep import index_path
from mmbackup.services.keys.keeper import end_keeper
from mmbackup.services.proof.findings import keep_findings
from mmbackup.services.proof.keys import keys_for_drill
from mmbackup.services.proof.scratch import DRILLS
from mmbackup.services.proof.working import Working
from mmbackup.services.restore.roots import roots_of
from mmbackup.services.restore.takers import takers_of
from mmbackup.services.runs.ending import Ending
from mmbackup.services.runs.run_log import log_path
from mmbackup.services.runs.work import Surroundings


def do_drill(*, run: Run, drive: Drive, around: Surroundings) -> Ending:
    working = Working(run, around, DRILLS)

    def work(scratch: Path) -> Ending:
        job = _job(run, drive, scratch)
        found = drill(job=job, clock=around.clock, listen=working.tell, cancelled=working.stop)
        keep_findings(run_id=run.pk, findings=_findings(found.count))
        return Ending(found.result, working.progress.medium_pool)

    try:
        return working.do(work)
    finally:
        end_keeper(run.pk)


def set_to_drill(*, site: Site, medium_uuid: str, wanted: UUID | None) -> DrillSet:
    """The newest verified set on that medium, or the one asked for. SetUnknown when there is none."""
    rows = BackupSet.objects.filter(medium__site=site, medium__uuid=medium_uuid, removed_at__isnull=True)
    rows = rows.filter(uuid=wanted) if wanted else rows.filter(verified_at__isnull=False)
    row = rows.select_related("medium").order_by("-written_at", "part").first()
    if row is None:
        which = "the set that was asked for" if wanted else "no verified backup set that is known here"
        raise SetUnknown(f"{which} lies {'not ' if wanted else ''}on the medium in the drive")
    index = index_path(row.uuid, row.part)
    if not index.exists():
        raise SetUnknown(f"no index of the set {row.name} is kept here")
    medium = row.medium
    return DrillSet(str(row.uuid), row.part, row.name, str(medium.uuid), medium.name, index, row.is_encrypted)


def _job(run: Run, drive: Drive, scratch: Path) -> DrillJob:
    wanted = Drill.objects.filter(run=run).values_list("set_uuid", flat=True).first()
    return DrillJob(
        run_id=str(run.pk),
        site=run.site.name,
        time_zone=run.site.time_zone,
        started_at=run.started_at or run.queued_at,
        drive=drive.spec,
        log_path=log_path(run),
        folder=str(scratch),
        choose=lambda medium_uuid: set_to_drill(site=run.site, medium_uuid=medium_uuid, wanted=wanted),
        roots=roots_of(site=run.site),
        takers=takers_of(site=run.site),
        identities=lambda: keys_for_drill(run=run),
        seed=str(run.pk),
        trigger=f"asked by {run.asked_by}" if run.asked_by else "drill",
    )


def _findings(count: DrillCount) -> dict[str, Any]:
    """As the drill's row keeps them; nothing of a set when none was chosen."""
    found = asdict(count)
    del found["unchecked"]  # which its log and its verdict tell
    if not count.set_uuid:
        del found["set_uuid"], found["set_name"]
    return found
