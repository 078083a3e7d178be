"""Verifications and restore drills of a period, and how the time of drills has gone."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from mmbackup.models import Check, Drill, Run, Site
from mmbackup.services.reports.period import Period
from mmbackup.services.reports.zone import zone_of

LEAST_FOR_A_TREND = 4


@dataclass(frozen=True, slots=True)
class CheckMade:
    """Counts of sets: read, found good, found damaged."""

    run: UUID
    at: datetime
    medium: str
    outcome: str
    sets: int
    good: int
    damaged: int
    problem: str


@dataclass(frozen=True, slots=True)
class DrillMade:
    run: UUID
    at: datetime
    medium: str
    set_name: str
    outcome: str
    is_proven: bool
    files: int
    size: int
    compared: int
    seconds: float
    problem: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Median seconds of the period's first and second half of drills that proved something."""

    before: float
    after: float
    drills: int


def checks_made(*, site: Site, period: Period) -> tuple[CheckMade, ...]:
    """The oldest first, as all of these. One query."""
    checks = Check.objects.filter(**_ended(site, period)).select_related("run").order_by("run__ended_at")
    return tuple(_check(check) for check in checks)


def drills_made(*, site: Site, period: Period) -> tuple[DrillMade, ...]:
    """One query."""
    drills = Drill.objects.filter(**_ended(site, period)).select_related("run").order_by("run__ended_at")
    return tuple(_drill(drill) for drill in drills)


def trend_of(drills: tuple[DrillMade, ...]) -> Trend | None:
    """None for too few to tell."""
    seconds = [drill.seconds for drill in drills if drill.is_proven]
    half = len(seconds) // 2
    if len(seconds) < LEAST_FOR_A_TREND:
        return None
    return Trend(median(seconds[:half]), median(seconds[-half:]), len(seconds))


def _ended(site: Site, period: Period) -> dict[str, Any]:
    zone = zone_of(site)
    ends = {"run__ended_at__gte": period.begins(zone), "run__ended_at__lt": period.ends(zone)}
    return {"run__site": site, "run__state": Run.State.ENDED, **ends}


def _check(check: Check) -> CheckMade:
    run = check.run
    good = sum(bool(result["ok"]) for result in check.results)
    return CheckMade(
        run=run.pk,
        at=run.ended_at or run.queued_at,
        medium=run.medium_name,
        outcome=run.outcome,
        sets=len(check.results),
        good=good,
        damaged=len(check.results) - good,
        problem=run.reason,
    )


def _drill(drill: Drill) -> DrillMade:
    run = drill.run
    return DrillMade(
        run=run.pk,
        at=run.ended_at or run.queued_at,
        medium=run.medium_name,
        set_name=drill.set_name,
        outcome=run.outcome,
        is_proven=drill.proven_at is not None,
        files=drill.files,
        size=drill.size,
        compared=drill.compared,
        seconds=round(drill.seconds, 1),
        problem="it needed a key" if drill.needs_key else run.reason,
    )
