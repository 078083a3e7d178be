"""When a restore was last proven, in one sentence, and whether that is recent enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from mmbackup.models import Drill, Run, Site
from mmbackup.services.morning import Level

OLD = timedelta(weeks=5)
START_ONE = "Put in a medium with a verified backup, and start a restore drill."


@dataclass(frozen=True, slots=True)
class LastProven:
    """drill is the last one that succeeded; latest the last that ended, whatever came of it."""

    sentence: str
    level: Level
    drill: Drill | None = None
    latest: Drill | None = None
    next_step: str = ""


def last_proven(*, site: Site, now: datetime) -> LastProven:
    drills = Drill.objects.select_related("run")
    here = Exists(Run.objects.filter(pk=OuterRef("run_id"), site=site))
    good = drills.filter(here, proven_at__isnull=False).order_by("-proven_at").first()
    ended = drills.filter(run__site=site, run__state=Run.State.ENDED)
    latest = ended.order_by("-run__ended_at").first()
    zone = ZoneInfo(site.time_zone)
    if good is None or good.proven_at is None:
        return _never(latest, zone)
    told = (
        f"Last proven restorable: {_day(good.proven_at, zone)}, set {good.set_name}, {_span(good.seconds)}."
    )
    if latest is not None and latest != good:
        what = _what_became(latest, zone)
        level = Level.WARNING if latest.run.outcome in _NOT_DONE else Level.BAD
        if level is Level.BAD or now - good.proven_at > OLD:
            return LastProven(f"{told} {what}", level, good, latest, latest.run.next_step)
        return LastProven(f"{told} {what}", Level.GOOD, good, latest)
    if now - good.proven_at > OLD:
        return LastProven(f"{told} That is long ago.", Level.WARNING, good, latest, START_ONE)
    return LastProven(told, Level.GOOD, good, latest)


_NOT_DONE = ("did not run", "no medium", "wrong medium")  # nothing was learnt of any medium


def _never(latest: Drill | None, zone: ZoneInfo) -> LastProven:
    if latest is None:
        return LastProven("No restore drill has run yet.", Level.UNKNOWN, next_step=START_ONE)
    level = Level.WARNING if latest.run.outcome in _NOT_DONE else Level.BAD
    sentence = f"Nothing was proven restorable yet. {_what_became(latest, zone)}"
    return LastProven(sentence, level, None, latest, latest.run.next_step)


def _what_became(latest: Drill, zone: ZoneInfo) -> str:
    when = _day(latest.run.ended_at, zone)
    if latest.needs_key:
        return f"The drill of {when} needed a key that it did not have."
    word = "was not done" if latest.run.outcome in _NOT_DONE else "failed"
    return f"The drill of {when} {word}: {latest.run.reason or latest.run.outcome}."


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%a %b %-d}" if moment else "an unknown day"


def _span(seconds: float) -> str:
    return f"{seconds:,.1f} s" if seconds < 10 else f"{seconds:,.0f} s"
