"""The parts of an attended run that are on their media, in the database; saying it twice changes nothing.

For callers inside a transaction of their own.
"""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from mmbackup.engine.events import PartWritten
from mmbackup.models import BackupSet, Medium, Run
from mmbackup.services.attended.folder import parts_of
from mmbackup.services.attended.remember_refused import BY
from mmbackup.services.index.holdings import holdings_as_columns
from mmbackup.services.index.manifests import set_aside
from mmbackup.services.media.remember_medium import Life, as_uuid, remember_in_drive
from mmbackup.services.runs.ending import tallies_as_rows
from mmbackup.services.runs.remember_run import note_written


def remember_parts(*, run: Run, now: datetime) -> None:
    """The engine's own account is what counts: it is on disk before the database hears of it."""
    parts = parts_of(run)
    known = set(BackupSet.objects.filter(run=run).values_list("part", flat=True))
    for part in parts:
        if part.number not in known:
            _remember(run, part, now)
    if parts:
        Run.objects.filter(pk=run.pk).update(media_names=[part.medium_name[:63] for part in parts])


def number_parts(*, run: Run) -> None:
    """When all are written: so many in all."""
    parts = BackupSet.objects.filter(run=run)
    parts.update(parts=parts.count())


def _remember(run: Run, part: PartWritten, now: datetime) -> None:
    medium = _medium_of(run, part, now)
    uuid = as_uuid(part.set_uuid)
    if medium is None or uuid is None:
        return
    Run.objects.filter(pk=run.pk).update(medium=medium)
    BackupSet.objects.update_or_create(uuid=uuid, part=part.number, defaults=_row(run, part, medium))
    set_aside(path=Path(part.manifest), set_uuid=uuid, part=part.number)
    note_written(
        medium=medium,
        began_at=run.started_at or part.verified_at,
        ended_at=part.verified_at,
        by=BY,
        detail=f"part {part.number}: {part.set_name}",
        is_read_back=True,
        is_full=part.left_files > 0,
    )


def _row(run: Run, part: PartWritten, medium: Medium) -> dict[str, object]:
    return {
        "parts": 0,
        "run": run,
        "medium": medium,
        "name": part.set_name,
        "written_at": run.started_at or part.verified_at,
        "verified_at": part.verified_at,
        "size": part.size_on_medium,
        "tallies": tallies_as_rows(part.tallies),
        **holdings_as_columns(tallies_as_rows(part.tallies)),
        "errors": run.errors,
        "site_name": run.site.name,
        "set_sha256": part.set_sha256,
        "recipients": list(part.recipients),
    }


def _medium_of(run: Run, part: PartWritten, now: datetime) -> Medium | None:
    if run.drive is None:
        return Medium.objects.filter(uuid=UUID(part.medium_uuid)).first()
    return remember_in_drive(
        drive=run.drive,
        uuid=part.medium_uuid,
        name=part.medium_name,
        pool=part.medium_pool,
        capacity=part.medium_capacity,
        free=part.medium_free,
        now=now,
        by=BY,
        life=Life.told_by(part),
    )
