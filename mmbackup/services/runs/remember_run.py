"""What a run left behind: its medium, and the sets on it. For callers inside a transaction of their own."""

from datetime import datetime

from mmbackup.engine.errors import MediumDamaged
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Custody, Medium, Run
from mmbackup.services.index.holdings import holdings_as_columns
from mmbackup.services.index.manifests import manifest_of_run, set_aside
from mmbackup.services.media.custody import record_custody
from mmbackup.services.media.medium_life import note_read_error
from mmbackup.services.media.remember_medium import Life, as_uuid, remember_in_drive
from mmbackup.services.runs.ending import Ending, tallies_as_rows


def remember_medium_of(*, run: Run, ending: Ending, now: datetime) -> Medium | None:
    result = ending.result
    if run.drive is None or not result.medium_uuid:
        return None
    life = Life.told_by(result)
    before = _write_count(result.medium_uuid)
    medium = remember_in_drive(
        drive=run.drive,
        uuid=result.medium_uuid,
        name=result.medium_name,
        pool=ending.medium_pool or run.drive.pool,
        capacity=result.medium_capacity,
        free=result.medium_free,
        now=now,
        life=life,
    )
    Run.objects.filter(pk=run.pk).update(medium=medium)
    if medium is not None:
        was_begun = bool(result.set_uuid) or (life is not None and life.write_count > before)
        _remember_use(run, medium, ending, was_begun=was_begun)
    return medium


def remember_sets_of(*, run: Run, medium: Medium, ending: Ending) -> None:
    result = ending.result
    BackupSet.objects.filter(medium=medium, name__in=ending.removed_sets, removed_at__isnull=True).update(
        removed_at=result.ended_at
    )
    uuid = as_uuid(result.set_uuid)
    if uuid is None:
        return
    BackupSet.objects.update_or_create(
        uuid=uuid,
        part=1,
        defaults={
            "run": run,
            "medium": medium,
            "name": result.set_name,
            "written_at": run.started_at or result.ended_at,
            "verified_at": result.ended_at if _is_read_back(result.outcome) else None,
            "size": result.size_on_medium,
            "tallies": tallies_as_rows(result.tallies),
            **holdings_as_columns(tallies_as_rows(result.tallies)),
            "errors": result.errors,
            "site_name": run.site.name,
            "set_sha256": result.set_sha256,
            "recipients": list(result.recipients),
        },
    )
    set_aside(path=manifest_of_run(run), set_uuid=uuid, part=1)
    manifest_of_run(run).unlink(missing_ok=True)


def note_written(
    *,
    medium: Medium,
    began_at: datetime,
    ended_at: datetime,
    by: str,
    detail: str,
    is_read_back: bool,
    is_full: bool,
) -> None:
    """A set or a part of one was written, or begun. is_full: there was more to save than the medium took."""
    Medium.objects.filter(pk=medium.pk).update(last_written_at=began_at)
    status = Medium.Status.FULL if is_full else Medium.Status.WRITABLE
    in_use = Medium.objects.filter(pk=medium.pk, status__in=[Medium.Status.FULL, Medium.Status.WRITABLE])
    in_use.exclude(status=status).update(status=status, status_reason="")
    act = Custody.Act.WRITTEN
    record_custody(medium=medium, act=act, by=by, now=ended_at, place=_drive_of(medium), detail=detail)
    if is_read_back:
        act = Custody.Act.VERIFIED
        record_custody(medium=medium, act=act, by=by, now=ended_at, place=_drive_of(medium), detail=detail)


def _remember_use(run: Run, medium: Medium, ending: Ending, *, was_begun: bool) -> None:
    result, by = ending.result, f"{run.kind} backup"
    if was_begun:
        note_written(
            medium=medium,
            began_at=run.started_at or result.ended_at,
            ended_at=result.ended_at,
            by=by,
            detail=result.set_name or f"no finished set: {result.reason}",
            is_read_back=_is_read_back(result.outcome),
            is_full=any(tally.left_out_files for tally in result.tallies),
        )
    if result.error == MediumDamaged.__name__:
        note_read_error(medium=medium, reason=result.reason, by=by, now=result.ended_at)


def _is_read_back(outcome: Outcome) -> bool:
    return outcome.is_verified or outcome is Outcome.COMPLETED_WITH_ERRORS


def _write_count(uuid: str) -> int:
    identity = as_uuid(uuid)
    known = Medium.objects.filter(uuid=identity).first() if identity else None
    return known.write_count if known else 0


def _drive_of(medium: Medium) -> str:
    return medium.last_drive.name if medium.last_drive else ""
