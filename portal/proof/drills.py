"""The drills so far, as rows of a table and as a drawing of the time they took."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from mmbackup.engine.operations.drill.kinds import (
    LDIF,
    MARIADB,
    MBOX,
    MIME,
    POSTGRESQL,
    QUEUE,
    REDIS,
    ROLES,
    SQLITE,
    WAV,
)
from mmbackup.models import Drill, Run, Site
from portal.looks import count_of_files

SHOWN = 26  # half a year of weeks
WIDTH, HEIGHT, FOOT, TOP = 720, 150, 22, 16
WIDEST, BAR = 80, 40
KINDS = {
    SQLITE: gettext_lazy("Databases (SQLite)"),
    LDIF: gettext_lazy("Directories (LDIF)"),
    WAV: gettext_lazy("Sound (WAV)"),
    MIME: gettext_lazy("Mail (MIME)"),
    POSTGRESQL: gettext_lazy("Databases (PostgreSQL)"),
    ROLES: gettext_lazy("Roles (PostgreSQL)"),
    MARIADB: gettext_lazy("Databases (MariaDB, MySQL)"),
    REDIS: gettext_lazy("Redis or Valkey"),
    QUEUE: gettext_lazy("Mail that waits (Postfix)"),
    MBOX: gettext_lazy("Mailboxes (mbox)"),
}
_TOOK = gettext_lazy(
    "The time that the last %(n)s successful drills took: %(first)s on %(first_day)s, "
    "%(last)s on %(last_day)s, at most %(most)s."
)


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
    words = {
        "n": len(drills),
        "first": span(first.seconds),
        "first_day": _day(first.proven_at),
        "last": span(last.seconds),
        "last_day": _day(last.proven_at),
        "most": span(most),
    }
    return Trend(bars, span(most), _TOOK % words)


def span(seconds: float) -> str:
    return f"{seconds:,.1f} s" if seconds < 10 else f"{seconds:,.0f} s"


def opened_words(drill: Drill | None) -> list[tuple[str, int, int]]:
    """Each kind of content: how many opened, and how many did not."""
    if drill is None:
        return []
    return [(str(KINDS.get(kind, kind)), *counts) for kind, counts in sorted(drill.opened.items())]


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
        label=date_format(when, "M j") if (count - 1 - number) % every == 0 else "",
        words=f"{date_format(when, 'D M j')}: {span(drill.seconds)}, {count_of_files(drill.files)}",
    )


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "M j") if moment else ""
