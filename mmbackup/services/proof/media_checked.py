"""When each medium was read whole last, and what was found wrong on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mmbackup.models import BackupSet, Medium, Site


@dataclass(frozen=True, slots=True)
class MediumChecked:
    """read_at is of the set that was read longest ago; None when one was never read back at all."""

    medium: Medium
    sets: int
    size: int
    read_at: datetime | None
    damaged: int


def media_checked(*, site: Site) -> list[MediumChecked]:
    """Those with sets on them, the one that was read longest ago first."""
    rows = BackupSet.objects.filter(medium__site=site, removed_at__isnull=True).select_related("medium")
    by_medium: dict[int, list[BackupSet]] = {}
    for row in rows:
        by_medium.setdefault(row.medium_id, []).append(row)
    found = [_checked(sets[0].medium, sets) for sets in by_medium.values()]
    return sorted(found, key=lambda one: (one.read_at is not None, one.read_at, one.medium.name))


def last_read(sets: Iterable[BackupSet]) -> datetime | None:
    """When all of them had been read whole; None when that cannot be said of one."""
    moments = [_read_at(each) for each in sets]
    known = [moment for moment in moments if moment is not None]
    return min(known) if known and len(known) == len(moments) else None


def _checked(medium: Medium, sets: list[BackupSet]) -> MediumChecked:
    damaged = sum(1 for each in sets if each.damage)
    return MediumChecked(medium, len(sets), sum(each.size for each in sets), last_read(sets), damaged)


def _read_at(backup_set: BackupSet) -> datetime | None:
    moments = [moment for moment in (backup_set.checked_at, backup_set.verified_at) if moment is not None]
    return max(moments, default=None)
