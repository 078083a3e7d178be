"""What was given up is tried once more, when somebody asks."""

from datetime import datetime

from django.db import transaction

from mmbackup.models import Delivery
from mmbackup.services.history.remember_change import FieldChange, remember_change


def send_again(*, delivery: Delivery, now: datetime) -> bool:
    """False when it was not given up, or its channel is switched off."""
    given_up = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.GIVEN_UP, channel__enabled=True)
    with transaction.atomic():
        is_due = bool(given_up.update(state=Delivery.State.DUE, next_try_at=now, tries=0))
        if is_due:
            told = [FieldChange("notice", None, delivery.notice.subject)]
            remember_change(
                deed="notice sent again", subject=f"channel {delivery.channel}", now=now, fields=told
            )
    return is_due
