"""Lines for the Administrator's Log, and the notices of them."""

from datetime import datetime

from django.db import transaction

from mmbackup.engine.codes import EventCode
from mmbackup.models import Event, Run, Site
from mmbackup.services.notices.of_event import fact_of_event
from mmbackup.services.notices.tell import tell


def record_event(
    *, site: Site, code: EventCode, at: datetime, message: str = "", run: Run | None = None
) -> Event:
    with transaction.atomic():
        event = Event.objects.create(
            site=site,
            run=run,
            at=at,
            application=code.application,
            event_id=code.event_id,
            message=message or code.message,
        )
        tell(fact=fact_of_event(event=event, code=code), now=at)
    return event
