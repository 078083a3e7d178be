"""When each medium was read whole last, and what was found wrong on it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, Greatest

from mmbackup.models import BackupSet, Medium, Site


def media_checked(*, site: Site) -> QuerySet[Medium]:
    """Those with sets on them, the one that was read longest ago first.

    Each comes with set_count, set_size, damaged, and read_at: of the set that was read longest ago; None when
    one was never read back at all.
    """
    there = Q(sets__removed_at__isnull=True)
    read_at = Greatest(
        Coalesce("sets__checked_at", "sets__verified_at"), Coalesce("sets__verified_at", "sets__checked_at")
    )
    media = Medium.objects.filter(there, site=site, sets__isnull=False).annotate(
        set_count=Count("sets"),
        set_size=Sum("sets__size"),
        damaged=Count("sets", filter=~Q(sets__damage="")),
        unread=Count("sets", filter=Q(sets__checked_at__isnull=True, sets__verified_at__isnull=True)),
        read=Min(read_at),
    )
    read_whole = Case(When(unread=0, then=F("read")), default=None)
    return media.annotate(read_at=read_whole).order_by(F("read_at").asc(nulls_first=True), "name")


def last_read(sets: Iterable[BackupSet]) -> datetime | None:
    """When all of them had been read whole; None when that cannot be said of one."""
    moments = [_read_at(each) for each in sets]
    known = [moment for moment in moments if moment is not None]
    return min(known) if known and len(known) == len(moments) else None


def _read_at(backup_set: BackupSet) -> datetime | None:
    moments = [moment for moment in (backup_set.checked_at, backup_set.verified_at) if moment is not None]
    return max(moments, default=None)
