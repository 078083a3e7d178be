"""The drills so far, as rows of a table and as a drawing of the time they took."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from mmbackup.models import Drill, Run, Site

SHOWN = 26  # half a year of weeks
WIDTH, HEIGHT, FOOT, TOP = 720, 150, 22, 16
WIDEST, BAR = 80, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """In the drawing's own measures."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Trend:
    bars: tuple[Bar, ...]
    longest: str
    words: str
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = HEIGHT - FOOT
    top: int = TOP


def trend_of(site: Site) -> Trend | None:
    """The newest on the right; None for fewer than two, which are no trend."""
    proven = Drill.objects.filter(run__site=site, run__state=Run.State.ENDED, proven_at__isnull=False)
    drills = list(reversed(proven.select_related("run").order_by("-run__ended_at")[:SHOWN]))
    if len(drills) < 2:
        return None
    most = max(drill.seconds for drill in drills) or 1.0
    step = min(WIDTH / len(drills), WIDEST)
    bars = tuple(_bar(drill, number, step, most, len(drills)) for number, drill in enumerate(drills))
    first, last = drills[0], drills[-1]
    words = (
        f"The time that the last {len(drills)} successful drills took: {span(first.seconds)} "
        f"{_on(first.proven_at)}, {span(last.seconds)} {_on(last.proven_at)}, at most {span(most)}."
    )
    return Trend(bars, span(most), words)


def span(seconds: float) -> str:
    return f"{seconds:,.1f} s" if seconds < 10 else f"{seconds:,.0f} s"


def opened_words(drill: Drill | None) -> list[tuple[str, int, int]]:
    """Each kind of content: how many opened, and how many did not."""
    if drill is None:
        return []
    return [(kind, counts[0], counts[1]) for kind, counts in sorted(drill.opened.items())]


def _bar(drill: Drill, number: int, step: float, most: float, count: int) -> Bar:
    room = HEIGHT - FOOT - TOP
    height = max(room * drill.seconds / most, 1.5)
    width = min(step * 0.72, BAR)
    middle = number * step + step / 2
    when = localtime(drill.proven_at)
    every = max(count // 8, 1)
    return Bar(
        x=round(middle - width / 2, 1),
        y=round(HEIGHT - FOOT - height, 1),
        width=round(width, 1),
        height=round(height, 1),
        middle=round(middle, 1),
        label=f"{when:%b %-d}" if (count - 1 - number) % every == 0 else "",
        words=f"{when:%a %b %-d}: {span(drill.seconds)}, {drill.files:,} files",
    )


def _on(moment: datetime | None) -> str:
    return f"on {localtime(moment):%b %-d}" if moment else ""
