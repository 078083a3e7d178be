"""Raising and resolving alarms. An alarm stands once: its constraint says so, and these do as well.

That it was raised, or resolved, is put into the outbox of notices in the same transaction.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from mmbackup.engine.codes import AlarmCode
from mmbackup.models import Alarm, Site
from mmbackup.services.notices.of_alarm import fact_of_raised, fact_of_resolved
from mmbackup.services.notices.tell import tell


def raise_alarm(*, site: Site, code: AlarmCode, location: str, detail: str, now: datetime) -> bool:
    """False when it stands already; then its detail and place are brought up to date."""
    told = {"location": location[:100], "detail": detail}
    if _standing(site, code).update(**told):
        return False
    try:
        with transaction.atomic():
            alarm = _create(site, code, told, now)
            tell(fact=fact_of_raised(alarm=alarm, code=code), now=now)
    except IntegrityError:  # another process raised it between the two
        _standing(site, code).update(**told)
        return False
    return True


def resolve_alarm(*, site: Site, code: AlarmCode, reason: str, now: datetime) -> bool:
    """False when it did not stand."""
    alarm = _standing(site, code).select_related("site").first()
    if alarm is None:
        return False
    with transaction.atomic():
        is_ours = (
            _standing(site, code).filter(pk=alarm.pk).update(resolved_at=now, resolve_reason=reason[:200])
        )
        if is_ours:
            tell(fact=fact_of_resolved(alarm=alarm, code=code, reason=reason), now=now)
    return bool(is_ours)


def alarmed_location(*, site: Site, code: AlarmCode) -> str:
    """Where it stands; empty when it does not."""
    return _standing(site, code).values_list("location", flat=True).first() or ""


def _create(site: Site, code: AlarmCode, told: dict[str, str], now: datetime) -> Alarm:
    return Alarm.objects.create(
        site=site,
        application=code.application,
        resource_type=code.resource_type,
        code=code.code,
        level=code.level,
        alarmed_at=now,
        **told,
    )


def _standing(site: Site, code: AlarmCode) -> QuerySet[Alarm]:
    return Alarm.objects.filter(
        site=site,
        application=code.application,
        resource_type=code.resource_type,
        code=code.code,
        resolved_at__isnull=True,
    )
