"""Pools, media and sets in the database, as nights leave them."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import BackupSet, Medium, Run, Site
from tests.builders import MEGABYTE, NOW

ALL_TYPES = ("system-data", "names-and-greetings", "messages")


def make_medium(site: Site, name: str, *, pool: str = "nightly", free: int = 100 * MEGABYTE) -> Medium:
    return Medium.objects.create(
        site=site,
        uuid=uuid4(),
        name=name,
        pool=pool,
        place=Medium.Place.ON_SHELF,
        capacity=100 * MEGABYTE,
        free=free,
        last_seen_at=NOW,
    )


def make_night(
    site: Site,
    medium: Medium | None,
    *,
    nights_ago: int,
    size: int = MEGABYTE,
    outcome: Outcome = Outcome.FULL,
    data_types: tuple[str, ...] = ALL_TYPES,
) -> Run:
    """An ended night; without a medium it found none."""
    due = NOW - timedelta(days=nights_ago)
    drive = site.drives.get()
    run = Run.objects.create(
        site=site, drive=drive, drive_name=drive.name, medium=medium, trigger=Run.Trigger.SCHEDULE,
        night=due.date(), due_at=due, queued_at=due, started_at=due, ended_at=due + timedelta(minutes=5),
        state=Run.State.ENDED, outcome=outcome, verdict=f"{outcome}", size_on_medium=size if medium else 0,
        tallies=rows(data_types) if medium else [],
    )  # fmt: skip
    if medium is not None:
        make_set(medium, run, at=due, size=size, data_types=data_types)
    return run


def make_set(
    medium: Medium,
    run: Run,
    *,
    at: datetime,
    size: int = MEGABYTE,
    data_types: tuple[str, ...] = ALL_TYPES,
    is_verified: bool = True,
    uuid: UUID | None = None,
    part: int = 1,
    parts: int = 1,
) -> BackupSet:
    uuid = uuid or uuid4()
    return BackupSet.objects.create(
        uuid=uuid, part=part, parts=parts, run=run, medium=medium, name=f"{at:%Y%m%dT%H%M%SZ}-{uuid.hex[:6]}",
        written_at=at, verified_at=at if is_verified else None, size=size, tallies=rows(data_types),
    )  # fmt: skip


def rows(data_types: tuple[str, ...], server: str = "MSS1") -> list[dict[str, object]]:
    """Ten files of each, as they lie in a run's and a set's tallies."""
    assert {DataType.from_slug(slug) for slug in data_types}
    return [
        {
            "data_type": slug,
            "server": server,
            "files": 10,
            "size": 1000,
            "saved_files": 10,
            "saved_size": 1000,
        }
        for slug in data_types
    ]
