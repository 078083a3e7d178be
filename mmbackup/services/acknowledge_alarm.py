"""A person says that an alarm was seen. That silences it; only a fact resolves it."""

from datetime import datetime

from django.contrib.auth.models import User

from mmbackup.models import Alarm


def acknowledge_alarm(*, alarm: Alarm, user: User, now: datetime) -> bool:
    """False when somebody was first; the first name stands."""
    return bool(
        Alarm.objects.filter(pk=alarm.pk, acknowledged_at__isnull=True).update(
            acknowledged_at=now, acknowledged_by=user
        )
    )
