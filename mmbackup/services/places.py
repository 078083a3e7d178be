"""Where media are kept: named shelves and vaults, and bringing a medium to one of them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mmbackup.engine.codes import MEDIUM_LIFE
from mmbackup.models import Custody, Medium, Place
from mmbackup.services.custody import record_custody
from mmbackup.services.record_event import record_event


def move_medium(*, medium: Medium, place: Place, by: str, now: datetime) -> bool:
    """False when it is there already. One that is in a drive has been taken out for it."""
    elsewhere = Medium.objects.filter(~Q(place=place.kind) | ~Q(place_name=place.name), pk=medium.pk)
    with transaction.atomic():
        if not elsewhere.update(place=place.kind, place_name=place.name):
            return False
        record_custody(medium=medium, act=Custody.Act.MOVED, by=by, now=now, place=place.name)
        message = f"{medium.name} was brought to {place.name} by {by}"
        record_event(site=medium.site, code=MEDIUM_LIFE, at=now, message=message)
    medium.refresh_from_db(fields=["place", "place_name"])
    return True
