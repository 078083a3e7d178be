"""Who did what in a period: changes counted by person, and each restore, relabelling and formatting."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from mmbackup.models import Change, Custody, Restore, Run, Site
from mmbackup.services.reports.period import Period
from mmbackup.services.reports.zone import zone_of

MOST = 500  # restores, or acts at media, that are listed one by one; the Administration History has all
GRAVE = (Custody.Act.RELABELLED, Custody.Act.FORMATTED)


@dataclass(frozen=True, slots=True)
class DeedCount:
    """via: portal, API, shell, or by itself."""

    who: str
    via: str
    deed: str
    times: int


@dataclass(frozen=True, slots=True)
class RestoreMade:
    run: UUID
    at: datetime
    by: str
    target: str
    is_dry_run: bool
    outcome: str
    verdict: str


@dataclass(frozen=True, slots=True)
class MediumAct:
    medium: str
    act: str
    at: datetime
    by: str
    detail: str


def deeds_counted(*, site: Site, period: Period) -> tuple[DeedCount, ...]:
    """Of this site, and of the installation as a whole. One query."""
    zone = zone_of(site)
    here = Change.objects.filter(Q(site=site) | Q(site__isnull=True))
    in_time = here.filter(at__gte=period.begins(zone), at__lt=period.ends(zone))
    rows = in_time.order_by("who", "via", "deed").values("who", "via", "deed").annotate(times=Count("pk"))
    return tuple(DeedCount(**row) for row in rows)


def restores_made(*, site: Site, period: Period) -> tuple[RestoreMade, ...]:
    """The oldest first; of too many, the newest. One query."""
    zone = zone_of(site)
    ran = {"run__queued_at__gte": period.begins(zone), "run__queued_at__lt": period.ends(zone)}
    rows = Restore.objects.filter(run__site=site, **ran).select_related("run").order_by("-run__queued_at")
    return tuple(reversed([_restore(restore) for restore in rows[:MOST]]))


def acts_at_media(*, site: Site, period: Period) -> tuple[MediumAct, ...]:
    """As above, for what made a medium's contents be gone. One query."""
    zone = zone_of(site)
    lines = Custody.objects.filter(medium__site=site, act__in=[act.value for act in GRAVE])
    in_time = lines.filter(at__gte=period.begins(zone), at__lt=period.ends(zone))
    rows = in_time.select_related("medium").order_by("-at", "-pk")[:MOST]
    return tuple(reversed([MediumAct(row.medium.name, row.act, row.at, row.by, row.detail) for row in rows]))


def _restore(restore: Restore) -> RestoreMade:
    run = restore.run
    return RestoreMade(
        run=run.pk,
        at=run.queued_at,
        by=run.asked_by,
        target=restore.folder if restore.target == Restore.Target.FOLDER else "in place",
        is_dry_run=restore.dry_run,
        outcome=run.outcome if run.state == Run.State.ENDED else run.state,
        verdict=run.verdict,
    )
