"""When each program was last heard of, and which of them are missing."""

from datetime import datetime, timedelta

from django.db.models import Max

from mmbackup.models import Heartbeat

PROGRAMS = ("watchdog", "beat", "worker", "drives")
NEEDED = ("watchdog", "beat", "worker")  # a night needs them; drives' watcher only notices media sooner
MISSING_AFTER = timedelta(minutes=3)


def heard() -> dict[str, datetime]:
    """By name, on whichever host; one query. Who was never heard of is not in it."""
    newest = Heartbeat.objects.order_by().values("name").annotate(newest=Max("at"))
    return {row["name"]: row["newest"] for row in newest}


def missing(*, now: datetime) -> list[str]:
    """Of those that a night needs."""
    found = heard()
    return [name for name in NEEDED if name not in found or now - found[name] > MISSING_AFTER]
