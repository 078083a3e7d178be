"""Made-up histories: nights of every outcome, media with sets and custody, proof, alarms, keys, deeds."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from mmbackup.engine.outcomes import Outcome
from mmbackup.models import (
    Alarm,
    BackupSet,
    Check,
    Custody,
    DataItem,
    Drill,
    Drive,
    Log,
    Medium,
    Pool,
    Restore,
    Run,
    Schedule,
    Server,
    Site,
    Source,
)
from mmbackup.services.schedule import due_at

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)  # a Sunday morning, after the night
TODAY = date(2026, 11, 22)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
TYPES = ("system-data", "names-and-greetings", "messages")


def make_site(name: str = "Harbour Hospital", *, zone: str = "Europe/Berlin", at: time = time(3, 5)) -> Site:
    """MSS1 with sources for three of its items; drive DVD 1, pool nightly; nights known since long."""
    site = Site.objects.create(name=name, time_zone=zone)
    drive = Drive.objects.create(site=site, name="DVD 1", kind="emulated", settings={"path": "/nowhere"})
    Pool.objects.create(site=site, name="nightly", retention_nights=3)
    Schedule.objects.create(site=site, drive=drive, at=at, since=LONG_AGO)
    server = Server.objects.create(site=site, name="MSS1", kind="MSS")
    for slug in ("subscribers", "greetings", "messages"):
        item = DataItem.objects.create(server=server, slug=slug)
        Source.objects.create(item=item, name=slug, kind="files", settings={"roots": ["/srv"]})
    return site


def make_night(
    site: Site,
    night: date,
    outcome: Outcome | None = Outcome.FULL,
    *,
    medium: Medium | None = None,
    minutes: int = 16,
    size: int = 900_000_000,
    reason: str = "",
    saved: int = 1000,
) -> Run:
    """As the schedule claims it; under way without an outcome. saved: of a thousand messages."""
    due = due_at(schedule=site.schedule, night=night)
    wrote = outcome in (Outcome.FULL, Outcome.PARTIAL, Outcome.COMPLETED_WITH_ERRORS)
    ended: dict[str, Any] = {"state": Run.State.RUNNING}
    if outcome is not None:
        ended = {"state": Run.State.ENDED, "outcome": outcome, "ended_at": due + timedelta(minutes=minutes)}
    run = Run.objects.create(
        site=site, drive=site.drives.first(), drive_name="DVD 1", medium=medium,
        medium_name=medium.name if medium else "", trigger=Run.Trigger.SCHEDULE, night=night, due_at=due,
        queued_at=due, started_at=due, reason=reason, size_on_medium=size if wrote else 0,
        tallies=tallies(saved) if wrote else [], **ended,
    )  # fmt: skip
    if outcome is not None and outcome is not Outcome.DID_NOT_RUN:
        Log.objects.create(run=run, path=f"{run.pk}.log", written_at=due)
    return run


def tallies(saved: int = 1000, server: str = "MSS1") -> list[dict[str, Any]]:
    """Of MSS1: all System data and greetings, and so many of a thousand messages of a thousand bytes."""
    counts = {"system-data": (10, 10), "names-and-greetings": (200, 200), "messages": (1000, saved)}
    return [
        {
            "data_type": slug,
            "server": server,
            "files": there,
            "size": there * 1000,
            "saved_files": kept,
            "saved_size": kept * 1000,
        }
        for slug, (there, kept) in counts.items()
    ]


def make_medium(
    site: Site, name: str, *, pool: str = "nightly", place: str = "on shelf", where: str = "", **more: Any
) -> Medium:
    return Medium.objects.create(
        site=site, uuid=uuid4(), name=name, pool=pool, place=place, place_name=where,
        capacity=4_700_000_000, free=1_000_000_000, last_seen_at=NOW, **more,
    )  # fmt: skip


def make_set(
    medium: Medium, run: Run, *, is_verified: bool = True, saved: int = 1000, **more: Any
) -> BackupSet:
    at = run.started_at or run.queued_at
    more = {"uuid": uuid4(), **more}
    return BackupSet.objects.create(
        run=run, medium=medium, name=f"{at:%Y%m%dT%H%M%SZ}-full-auto", written_at=at,
        verified_at=at if is_verified else None, size=900_000_000, tallies=tallies(saved), **more,
    )  # fmt: skip


def make_custody(medium: Medium, act: Custody.Act, *, by: str, at: datetime, detail: str = "") -> Custody:
    return Custody.objects.create(medium=medium, act=act, by=by, at=at, detail=detail)


def make_alarm(site: Site, *, at: datetime, until: datetime | None = None, code: int = 1) -> Alarm:
    return Alarm.objects.create(
        site=site, application="MT", resource_type="BACKUP", code=code, level="MAJ", location="DVD 1",
        alarmed_at=at, resolved_at=until, resolve_reason="A backup was verified" if until else "",
    )  # fmt: skip


def make_by_hand(
    site: Site, kind: Run.Kind, *, at: datetime, outcome: Outcome = Outcome.FULL, **more: Any
) -> Run:
    return Run.objects.create(
        site=site, drive=site.drives.first(), drive_name="DVD 1", kind=kind, trigger=Run.Trigger.HAND,
        queued_at=at, started_at=at, ended_at=at + timedelta(minutes=5), state=Run.State.ENDED,
        outcome=outcome, **more,
    )  # fmt: skip


def make_drill(site: Site, *, at: datetime, seconds: float, is_proven: bool = True) -> Drill:
    run = make_by_hand(site, Run.Kind.DRILL, at=at, outcome=Outcome.FULL if is_proven else Outcome.FAILED)
    return Drill.objects.create(
        run=run, set_name="20261101T020500Z-full-auto", files=60, size=9_000_000, seconds=seconds,
        compared=50, proven_at=at if is_proven else None,
    )  # fmt: skip


def make_check(site: Site, *, at: datetime, good: int, damaged: int = 0) -> Check:
    run = make_by_hand(site, Run.Kind.VERIFY, at=at, medium_name="A")
    results = [{"ok": number >= damaged} for number in range(good + damaged)]
    return Check.objects.create(run=run, results=results)


def make_restore(site: Site, *, at: datetime, by: str, folder: str = "/srv/back") -> Restore:
    run = make_by_hand(site, Run.Kind.RESTORE, at=at, asked_by=by, verdict="RESTORE completed successfully")
    return Restore.objects.create(run=run, folder=folder)
