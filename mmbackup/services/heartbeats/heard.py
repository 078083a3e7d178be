"""When each program was last heard of, and which of them are missing."""

from datetime import datetime, timedelta

from django.db.models import Max

from mmbackup.models import Heartbeat

MEANING = {  # of its silence
    "watchdog": "Nobody would notice a night that did not run, and no notice is sent.",
    "beat": "No night would begin by itself.",
    "worker": "No run would begin.",
    "drives": "A medium that is put in is noticed later.",
}
PROGRAMS = tuple(MEANING)
NEEDED = ("watchdog", "beat", "worker")  # a night needs them; drives' watcher only notices media sooner
MISSING_AFTER = timedelta(minutes=3)


def heard() -> dict[str, datetime]:
    """By name, on whichever host; one query. Who was never heard of is not in it."""
    newest = Heartbeat.objects.order_by().values("name").annotate(newest=Max("at"))
    return {row["name"]: row["newest"] for row in newest}


def missing(*, now: datetime) -> list[str]:
    """Of those that a night needs."""
    return [name for name in silent(now=now) if name in NEEDED]


def silent(*, now: datetime) -> dict[str, datetime | None]:
    """All that are not heard of, and when each last was. Who was never heard of is silent too."""
    found = heard()
    return {name: found.get(name) for name in PROGRAMS if not _is_heard(found.get(name), now)}


def _is_heard(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at <= MISSING_AFTER
