"""The rules backups follow: the schedule, the drives, and how the media of each pool take turns."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from mmbackup.models import Drive, Medium, Pool, Schedule, Site
from mmbackup.models.pool import WEEKDAYS


@dataclass(frozen=True, slots=True)
class ScheduleTold:
    """drill and verification as a sentence's end."""

    is_enabled: bool
    at: str
    drive: str
    catch_up_hours: int
    look_ahead_at: str
    makes_up_by_itself: bool
    drill: str
    verification: str


@dataclass(frozen=True, slots=True)
class PoolTold:
    """keys are the names of those that its backups are encrypted to; none: they are plain."""

    name: str
    rotation: str
    retention_nights: int
    replace_after_months: int
    labels_blank: bool
    media: int
    used_by: tuple[str, ...]
    keys: tuple[str, ...]
    usable_keys: int


def schedule_told(*, site: Site) -> ScheduleTold | None:
    schedule = Schedule.objects.select_related("drive").filter(site=site).first()
    if schedule is None:
        return None
    return ScheduleTold(
        is_enabled=schedule.enabled,
        at=f"{schedule.at:%H:%M}",
        drive=schedule.drive.name if schedule.drive else "",
        catch_up_hours=schedule.catch_up_hours,
        look_ahead_at=f"{schedule.look_ahead_at:%H:%M}",
        makes_up_by_itself=schedule.make_up_by_itself,
        drill=_drill(schedule),
        verification=_verification(schedule),
    )


def pools_told(*, site: Site) -> tuple[PoolTold, ...]:
    """Four queries."""
    media = dict(Medium.objects.filter(site=site).values_list("pool").annotate(Count("pk")).order_by())
    uses = _uses(site)
    pools = Pool.objects.filter(site=site).prefetch_related("keys")
    return tuple(_pool(pool, media.get(pool.name, 0), uses[pool.name]) for pool in pools)


def _uses(site: Site) -> dict[str, list[str]]:
    """Which drive takes the pool for which nights."""
    found: dict[str, list[str]] = defaultdict(list)
    for drive in Drive.objects.filter(site=site).only("name", "pool", "weekly_pool", "monthly_pool"):
        for pool, turn in (
            (drive.pool, "nightly"),
            (drive.weekly_pool, "weekly"),
            (drive.monthly_pool, "monthly"),
        ):
            if pool:
                found[pool].append(f"{drive.name}: {turn}")
    return found


def _pool(pool: Pool, media: int, used_by: list[str]) -> PoolTold:
    keys = sorted(pool.keys.all(), key=lambda key: key.name)
    return PoolTold(
        name=pool.name,
        rotation=pool.rotation,
        retention_nights=pool.retention_nights,
        replace_after_months=pool.replace_after_months,
        labels_blank=pool.label_blank,
        media=media,
        used_by=tuple(used_by),
        keys=tuple(key.name for key in keys),
        usable_keys=sum(key.is_usable for key in keys),
    )


def _drill(schedule: Schedule) -> str:
    if not schedule.drill_enabled:
        return "never by itself"
    return f"every {WEEKDAYS[schedule.drill_weekday]} at {schedule.drill_at:%H:%M}"


def _verification(schedule: Schedule) -> str:
    days = schedule.verify_after_days
    return f"when the last one is {days} days old" if days else "never by itself"
