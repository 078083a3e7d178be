"""A person says that an alarm was seen. That silences it; only a fact resolves it."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from mmbackup.models import Alarm
from mmbackup.services.history.remember_change import FieldChange, remember_change


def acknowledge_alarm(*, alarm: Alarm, user: User | None, now: datetime) -> bool:
    """False when somebody was first; the first name stands. user is None for a program with a token."""
    standing = Alarm.objects.filter(pk=alarm.pk, acknowledged_at__isnull=True)
    with transaction.atomic():
        if not standing.update(acknowledged_at=now, acknowledged_by=user):
            return False
        fields = [FieldChange("alarmed", None, alarm.alarmed_at.isoformat())]
        subject = f"{alarm.name} at {alarm.location}"
        remember_change(deed="alarm acknowledged", subject=subject, now=now, site=alarm.site, fields=fields)
    return True
