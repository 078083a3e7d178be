"""Whether an act at a drive is still to be done, or being done."""

from datetime import datetime, timedelta
from uuid import UUID

from mmbackup.models import DriveAct

LONGEST = timedelta(minutes=30)  # a large disc's format, and much to spare


def is_open(*, act_id: UUID, now: datetime) -> bool:
    """One that took too long counts as over, whether somebody has noted that or not."""
    still_open = (DriveAct.State.WAITING, DriveAct.State.WORKING)
    return DriveAct.objects.filter(pk=act_id, state__in=still_open, asked_at__gt=now - LONGEST).exists()
