"""What a pool is used for, how many media it has, and what may go wrong with that."""

from dataclasses import dataclass

from django.db.models import Count, Q

from mmbackup.models import Drive, Medium, Pool, Site
from mmbackup.models.pool import WEEKDAYS
from mmbackup.services.keys.keys_of_pool import NONE_USABLE

NIGHTLY, WEEKLY, MONTHLY = "nightly", "weekly", "monthly"
NIGHTS_BETWEEN = {NIGHTLY: 1, WEEKLY: 7, MONTHLY: 28}  # from one turn of the pool to the next, at least
ONE_MEDIUM = (
    "It has one medium only: each backup is written over the last one unless both fit, "
    "and until the new one is verified there may be none."
)
USABLE = Q(status__in=[Medium.Status.WRITABLE, Medium.Status.FULL]) & ~Q(place=Medium.Place.LOST)


@dataclass(frozen=True, slots=True)
class PoolUse:
    """drives: names, with what each takes the pool for."""

    pool: Pool
    drives: tuple[tuple[str, str], ...]
    media: int
    usable: int
    advice: tuple[str, ...]

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.pool.night]


def uses_of_pools(*, site: Site) -> list[PoolUse]:
    pools = list(Pool.objects.filter(site=site).prefetch_related("keys"))
    drives = list(Drive.objects.filter(site=site))
    rows = Medium.objects.filter(site=site).order_by().values("pool")
    counted = rows.annotate(all=Count("pk"), usable=Count("pk", filter=USABLE))
    counts = {row["pool"]: (row["all"], row["usable"]) for row in counted}
    names: dict[str, set[str]] = {}
    for pool, name in Medium.objects.filter(USABLE, site=site).order_by().values_list("pool", "name"):
        names.setdefault(pool, set()).add(name)
    return [_use(pool, drives, counts.get(pool.name, (0, 0)), names.get(pool.name, set())) for pool in pools]


def _use(pool: Pool, drives: list[Drive], counts: tuple[int, int], names: set[str]) -> PoolUse:
    uses = tuple((drive.name, use) for drive in drives for use in _uses(drive, pool.name))
    media, usable = counts
    nights = min((NIGHTS_BETWEEN[use] for _, use in uses), default=0)
    return PoolUse(pool, uses, media, usable, (*_keys(pool), *_advice(pool, usable, nights, names)))


def _uses(drive: Drive, pool: str) -> list[str]:
    taken = {NIGHTLY: drive.pool, WEEKLY: drive.weekly_pool, MONTHLY: drive.monthly_pool}
    return [use for use, name in taken.items() if name == pool]


def _advice(pool: Pool, usable: int, nights: int, names: set[str]) -> list[str]:
    if not nights:
        return ["No drive takes this pool."]
    if not usable:
        return ["No medium of this pool is in use yet: label one in a drive."]
    return [*_one_medium(usable), *_retention(pool, usable, nights), *_missing_weekdays(pool, nights, names)]


def _keys(pool: Pool) -> list[str]:
    keys = pool.keys.all()
    return [NONE_USABLE] if keys and not any(key.is_usable for key in keys) else []


def _one_medium(usable: int) -> list[str]:
    return [ONE_MEDIUM] if usable == 1 else []


def _retention(pool: Pool, usable: int, nights: int) -> list[str]:
    turn = usable * nights
    if pool.retention_nights < turn:
        return []
    media = f"{usable} media" if usable > 1 else "one medium"
    words = (
        f"With {media} in use, the turn of each comes back after {turn} night{'s'[: turn > 1]}, but it is "
        f"kept for {pool.retention_nights}: nights will be refused. Add media, or keep them for fewer nights."
    )
    return [words]


def _missing_weekdays(pool: Pool, nights: int, names: set[str]) -> list[str]:
    if pool.rotation != Pool.Rotation.WEEKDAY or nights != 1:
        return []
    missing = [day for day in WEEKDAYS if not any(_is_of(day, name) for name in names)]
    return [f"No medium is named for {', '.join(missing)}."] if missing else []


def _is_of(day: str, name: str) -> bool:
    return day[:3].lower() in name.lower()
