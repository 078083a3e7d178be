"""What was told is kept for a season; a fact that is that old is not told anew."""

from datetime import datetime, timedelta

from mmbackup.models import Delivery, Notice, Ping

KEPT_FOR = timedelta(days=90)


def prune_notices(*, now: datetime) -> int:
    """Those that still wait stay."""
    old = Notice.objects.filter(at__lt=now - KEPT_FOR).exclude(deliveries__state=Delivery.State.DUE)
    pruned = old.delete()[0]
    settled = Ping.objects.exclude(state=Delivery.State.DUE)
    return pruned + settled.filter(next_try_at__lt=now - KEPT_FOR).delete()[0]
