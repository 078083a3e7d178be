"""When each medium was read whole last, and what was found wrong on it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, Greatest

from mmbackup.models import BackupSet, Site


def media_checked(*, site: Site) -> QuerySet[BackupSet, Any]:
    """Those with sets on them, the one that was read longest ago first.

    Each comes with medium__uuid, medium__name, set_count, set_size, damaged, and read_at: of the set that was
    read longest ago; None when one was never read back at all.
    """
    read_at = Greatest(Coalesce("checked_at", "verified_at"), Coalesce("verified_at", "checked_at"))
    there = BackupSet.objects.filter(medium__site=site, removed_at__isnull=True).order_by()
    media = there.values("medium__uuid", "medium__name").annotate(
        set_count=Count("pk"),
        set_size=Sum("size"),
        damaged=Count("pk", filter=~Q(damage="")),
        unread=Count("pk", filter=Q(checked_at__isnull=True, verified_at__isnull=True)),
        read=Min(read_at),
    )
    read_whole = Case(When(unread=0, then=F("read")), default=None)
    first = F("read_at").asc(nulls_first=True)
    return media.annotate(read_at=read_whole).order_by(first, "medium__name", "medium__uuid")


def last_read(sets: Iterable[BackupSet]) -> datetime | None:
    """When all of them had been read whole; None when that cannot be said of one."""
    moments = [_read_at(each) for each in sets]
    known = [moment for moment in moments if moment is not None]
    return min(known) if known and len(known) == len(moments) else None


def _read_at(backup_set: BackupSet) -> datetime | None:
    moments = [moment for moment in (backup_set.checked_at, backup_set.verified_at) if moment is not None]
    return max(moments, default=None)
