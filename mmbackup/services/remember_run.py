"""What a run left behind: its medium, and the sets on it. For callers inside a transaction of their own."""

from datetime import datetime

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Medium, Run
from mmbackup.services.ending import Ending, tallies_as_rows
from mmbackup.services.remember_medium import Life, as_uuid, remember_in_drive


def remember_medium_of(*, run: Run, ending: Ending, now: datetime) -> Medium | None:
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
        life=Life.told_by(result),
    )
    Run.objects.filter(pk=run.pk).update(medium=medium)
    return medium


def remember_sets_of(*, run: Run, medium: Medium, ending: Ending) -> None:
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
