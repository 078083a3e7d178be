"""Attended runs as the portal meets them: writing, waiting, ended."""

from datetime import datetime, timedelta
from uuid import uuid4

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.outcomes import Outcome, Phase
from mmbackup.models import BackupSet, Medium, Run, Site

WORDS = "FULL-ATTENDED BACKUP completed successfully | Data Types - System | 2 media - Mon Nov 23 2026"


def make_attended(site: Site, *, now: datetime, **fields: object) -> Run:
    """Queued, unless told otherwise."""
    drive = site.drives.get()
    values = {
        "site": site, "drive": drive, "drive_name": drive.name, "kind": Run.Kind.ATTENDED,
        "trigger": Run.Trigger.HAND, "asked_by": "ada", "queued_at": now - timedelta(minutes=5),
    }  # fmt: skip
    return Run.objects.create(**{**values, **fields})


def make_waiting(site: Site, *, now: datetime, refusal: str = "", parts: int = 1) -> Run:
    run = make_attended(
        site, now=now, state=Run.State.WAITING, started_at=now - timedelta(minutes=4), part=parts + 1,
        waits_for=f"Insert the next medium into DVD-RAM 1, for part {parts + 1}. "
        "3.2 GB are still to be saved.",
        waits_until=now + timedelta(hours=23), refusal=refusal,
        media_names=[f"M-{number}" for number in range(1, parts + 1)],
    )  # fmt: skip
    make_parts(run, parts)
    return run


def make_writing(site: Site, *, now: datetime) -> Run:
    run = make_attended(
        site, now=now, state=Run.State.RUNNING, phase=Phase.WRITE, started_at=now - timedelta(minutes=4),
        heard_at=now, part=2, medium_name="M-2", files=30, files_total=100, size=300, size_total=1000,
        seconds_by_phase={"before": 180.0}, media_names=["M-1"],
    )  # fmt: skip
    make_parts(run, 1)
    return run


def make_ended(site: Site, *, now: datetime, outcome: Outcome = Outcome.FULL, words: str = WORDS) -> Run:
    run = make_attended(
        site, now=now, state=Run.State.ENDED, phase=Phase.ENDED, outcome=outcome, verdict=words,
        started_at=now - timedelta(minutes=4), ended_at=now, media_names=["M-1", "M-2"],
    )  # fmt: skip
    make_parts(run, 2)
    return run


def make_parts(run: Run, count: int) -> None:
    uuid = uuid4()
    for number in range(1, count + 1):
        medium = Medium.objects.create(
            site=run.site, uuid=uuid4(), name=f"M-{number}", pool="nightly", place=Medium.Place.ON_SHELF,
            last_seen_at=run.queued_at,
        )  # fmt: skip
        BackupSet.objects.create(
            uuid=uuid, part=number, parts=0, run=run, medium=medium, written_at=run.queued_at,
            name=f"20261123T010000Z-attended-{number}", verified_at=run.queued_at, size=4_000_000_000,
            tallies=[{"data_type": DataType.MESSAGES.slug, "server": "MSS1", "files": 9, "saved_files": 4,
                      "size": 9, "saved_size": 4}],
        )  # fmt: skip
