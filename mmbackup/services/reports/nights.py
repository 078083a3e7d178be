"""What became of each night of a period.

A night is named by its date. It is expected once it was due, from the first that is known of; one without a
run counts as one that did not run, since nothing says otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, Min, OuterRef, QuerySet

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.outcomes import Outcome
from mmbackup.engine.tally import Tally
from mmbackup.models import Run, Schedule, Site
from mmbackup.services.reports.period import Period
from mmbackup.services.schedule import last_due, night_of

NO_RUN = "no run is recorded for this night"
_VERIFIED = [outcome for outcome in Outcome if outcome.is_verified]
_COLUMNS = (
    *("pk", "night", "outcome", "state", "reason", "next_step", "medium_name", "drive_name", "errors"),
    *("started_at", "ended_at", "size_on_medium", "tallies", "log__id"),
)


@dataclass(frozen=True, slots=True)
class Night:
    """outcome is None while its run is under way. is_made_up: a later backup stands for it."""

    on: date
    outcome: Outcome | None
    run: UUID | None = None
    reason: str = ""
    next_step: str = ""
    drive: str = ""
    medium: str = ""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    size_on_medium: int = 0
    errors: int = 0
    tallies: tuple[Tally, ...] = ()
    has_log: bool = False
    is_made_up: bool = False

    @property
    def length(self) -> timedelta | None:
        """In time that passed, whatever the clocks did meanwhile."""
        if self.began_at is None or self.ended_at is None:
            return None
        return self.ended_at - self.began_at

    @property
    def is_verified(self) -> bool:
        return self.outcome is not None and self.outcome.is_verified


@dataclass(frozen=True, slots=True)
class Counts:
    """Of nights: by_outcome is worst first, and lists what happened; under_way have none yet."""

    nights: int
    verified: int
    made_up: int
    under_way: int
    by_outcome: tuple[tuple[Outcome, int], ...]

    @property
    def ended(self) -> int:
        return self.nights - self.under_way


def nights_of(*, site: Site, period: Period, now: datetime, drive_name: str = "") -> tuple[Night, ...]:
    """The oldest first. Of one drive: only nights whose run had it. Three queries."""
    by_day = {night.on: night for night in _recorded(site, period, drive_name)}
    expected = () if drive_name else _expected(site, period, now)
    missing = {day: Night(day, Outcome.DID_NOT_RUN, reason=NO_RUN) for day in expected if day not in by_day}
    both = by_day | missing
    return tuple(both[day] for day in sorted(both))


def counts_of(nights: Iterable[Night]) -> Counts:
    every = tuple(nights)
    counted = Counter(night.outcome for night in every if night.outcome is not None)
    return Counts(
        nights=len(every),
        verified=sum(night.is_verified for night in every),
        made_up=sum(night.is_made_up for night in every),
        under_way=sum(night.outcome is None for night in every),
        by_outcome=tuple((outcome, counted[outcome]) for outcome in Outcome if counted[outcome]),
    )


def of_type(tallies: Iterable[Tally], data_type: DataType) -> Tally:
    """The sum over all servers."""
    found = [tally for tally in tallies if tally.data_type is data_type]
    return Tally(
        data_type,
        "",
        files=sum(tally.files for tally in found),
        size=sum(tally.size for tally in found),
        saved_files=sum(tally.saved_files for tally in found),
        saved_size=sum(tally.saved_size for tally in found),
    )


def _recorded(site: Site, period: Period, drive_name: str) -> Iterator[Night]:
    """When a changed schedule gave a date two nights, the later one tells it: it comes last."""
    runs = Run.objects.filter(site=site, night__gte=period.first, night__lte=period.last)
    if drive_name:
        runs = runs.filter(drive_name=drive_name)
    rows = runs.annotate(made_up=Exists(_making_up())).order_by("due_at").values(*_COLUMNS, "made_up")
    return (_night(row) for row in rows)


def _making_up() -> QuerySet[Run]:
    return Run.objects.filter(makes_up_for=OuterRef("pk"), outcome__in=_VERIFIED)


def _night(row: dict[str, Any]) -> Night:
    return Night(
        on=row["night"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        run=row["pk"],
        reason=row["reason"],
        next_step=row["next_step"],
        drive=row["drive_name"],
        medium=row["medium_name"],
        began_at=row["started_at"],
        ended_at=row["ended_at"],
        size_on_medium=row["size_on_medium"],
        errors=row["errors"],
        tallies=tuple(_tally(tally) for tally in row["tallies"]),
        has_log=row["log__id"] is not None,
        is_made_up=row["made_up"],
    )


def _tally(row: dict[str, Any]) -> Tally:
    return Tally(**{**row, "data_type": DataType.from_slug(row["data_type"])})


def _expected(site: Site, period: Period, now: datetime) -> Iterator[date]:
    schedule = Schedule.objects.select_related("site").filter(site=site).first()
    if schedule is None:
        return iter(())
    last = night_of(schedule=schedule, moment=last_due(schedule=schedule, now=now))
    first = _first_known(schedule)
    return (day for day in period.days() if first <= day <= last)


def _first_known(schedule: Schedule) -> date:
    """The first night that has a run, or the first due after the schedule was made."""
    runs = Run.objects.filter(site=schedule.site, night__isnull=False)
    first_run: date | None = runs.aggregate(first=Min("night"))["first"]
    since = schedule.since.astimezone(ZoneInfo(schedule.site.time_zone))
    first_due = since.date() if since.time() <= schedule.at else since.date() + timedelta(days=1)
    return min(first_run or first_due, first_due)
