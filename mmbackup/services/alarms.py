"""Raising and resolving alarms. An alarm stands once: its constraint says so, and these do as well."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from mmbackup.engine.codes import AlarmCode
from mmbackup.models import Alarm, Site


def raise_alarm(*, site: Site, code: AlarmCode, location: str, detail: str, now: datetime) -> bool:
    """False when it stands already; then its detail and place are brought up to date."""
    told = {"location": location[:100], "detail": detail}
    if _standing(site, code).update(**told):
        return False
    try:
        with transaction.atomic():
            _create(site, code, told, now)
    except IntegrityError:  # another process raised it between the two
        _standing(site, code).update(**told)
        return False
    return True


def resolve_alarm(*, site: Site, code: AlarmCode, reason: str, now: datetime) -> bool:
    """False when it did not stand."""
    return bool(_standing(site, code).update(resolved_at=now, resolve_reason=reason[:200]))


def _create(site: Site, code: AlarmCode, told: dict[str, str], now: datetime) -> None:
    Alarm.objects.create(
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
