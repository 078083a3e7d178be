"""How large the coming backups will be, by the growth of past ones; one odd night moves a median little."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from statistics import median
from typing import Any

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.outcomes import Outcome
from mmbackup.models import Run, Site

MOST_RUNS = 40
LATEST = 3  # runs whose level counts
FEW = 4  # with fewer runs, growth is a guess
DAY = timedelta(days=1)
_COUNTED = (Outcome.FULL, Outcome.PARTIAL, Outcome.COMPLETED_WITH_ERRORS)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Sizes in bytes on a medium. level is at the newest run's time, None when no run tells it.

    system_share is the part of it that System data takes: that must fit, or the night fails.
    """

    level: int | None = None
    at: datetime | None = None
    growth_a_day: float = 0.0
    runs: int = 0
    system_share: float = 0.0

    def size_at(self, moment: datetime) -> int | None:
        """Never below nothing; a moment before the newest run counts as that run's."""
        if self.level is None or self.at is None:
            return None
        days = max(moment - self.at, timedelta(0)) / DAY
        return max(0, round(self.level + self.growth_a_day * days))

    @property
    def words(self) -> str:
        """What it rests on."""
        if self.level is None:
            return "No backup has succeeded yet, so its size is not known."
        if self.runs < FEW:
            backups = "one backup" if self.runs == 1 else f"{self.runs} backups"
            return f"A guess from {backups} only."
        return f"From the last {self.runs} backups."


@dataclass(frozen=True, slots=True)
class _Point:
    at: datetime
    size: float
    system_share: float


def forecast(*, site: Site, now: datetime) -> Forecast:
    """From the site's newest unattended backups up to now, on whichever drive: what is saved is the same."""
    runs = Run.objects.filter(
        site=site, kind=Run.Kind.UNATTENDED, outcome__in=_COUNTED, started_at__lte=now, size_on_medium__gt=0
    )
    newest = runs.order_by("-started_at").values_list("started_at", "size_on_medium", "tallies")[:MOST_RUNS]
    points = [point for row in reversed(newest) if (point := _point(*row))]
    return _from_points(points) if points else Forecast()


def _from_points(points: list[_Point]) -> Forecast:
    growth = _growth(points)
    last = points[-1].at
    latest = points[-LATEST:]
    level = median(point.size + growth * ((last - point.at) / DAY) for point in latest)
    share = median(point.system_share for point in latest)
    return Forecast(round(level), last, growth, len(points), share)


def _growth(points: list[_Point]) -> float:
    """Bytes a day: the median of all slopes between two runs. Runs of one day tell nothing of growth."""
    slopes = [
        (later.size - earlier.size) / ((later.at - earlier.at) / DAY)
        for earlier, later in combinations(points, 2)
        if later.at - earlier.at >= DAY / 2
    ]
    return median(slopes) if len(points) >= FEW and slopes else 0.0


def _point(at: datetime | None, size: int, rows: list[dict[str, Any]]) -> _Point | None:
    """What a run would have taken if all had found room."""
    saved = sum(row["saved_size"] for row in rows)
    if at is None or not saved:
        return None
    ratio = size / saved
    whole = sum(row["size"] for row in rows)
    system = sum(row["size"] for row in rows if row["data_type"] == DataType.SYSTEM.slug)
    return _Point(at, whole * ratio, system / whole)
