"""The alarms that stood in a period, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from mmbackup.models import Alarm, Site
from mmbackup.services.reports.period import Period
from mmbackup.services.reports.zone import zone_of


@dataclass(frozen=True, slots=True)
class AlarmStood:
    """resolved_at is None while it stands."""

    name: str
    level: str
    location: str
    detail: str
    alarmed_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    resolved_at: datetime | None
    resolve_reason: str

    @property
    def stood(self) -> timedelta | None:
        return self.resolved_at - self.alarmed_at if self.resolved_at else None


def alarms_that_stood(*, site: Site, period: Period) -> tuple[AlarmStood, ...]:
    """Also those that were raised before it, and stood when it began. The oldest first. One query."""
    zone = zone_of(site)
    ended_before = Q(resolved_at__lt=period.begins(zone))
    found = Alarm.objects.filter(site=site, alarmed_at__lt=period.ends(zone)).exclude(ended_before)
    rows = found.select_related("acknowledged_by").order_by("alarmed_at", "pk")
    return tuple(_stood(alarm) for alarm in rows)


def _stood(alarm: Alarm) -> AlarmStood:
    return AlarmStood(
        name=alarm.name,
        level=alarm.level,
        location=alarm.location,
        detail=alarm.detail,
        alarmed_at=alarm.alarmed_at,
        acknowledged_at=alarm.acknowledged_at,
        acknowledged_by=alarm.acknowledged_by.username if alarm.acknowledged_by else "",
        resolved_at=alarm.resolved_at,
        resolve_reason=alarm.resolve_reason,
    )
