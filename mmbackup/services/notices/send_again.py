"""What was given up is tried once more, when somebody asks."""

from datetime import datetime

from mmbackup.models import Delivery


def send_again(*, delivery: Delivery, now: datetime) -> bool:
    """False when it was not given up, or its channel is switched off."""
    given_up = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.GIVEN_UP, channel__enabled=True)
    return bool(given_up.update(state=Delivery.State.DUE, next_try_at=now, tries=0))
