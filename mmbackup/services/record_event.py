"""Lines for the Administrator's Log."""

from datetime import datetime

from mmbackup.engine.codes import EventCode
from mmbackup.models import Event, Run, Site


def record_event(
    *, site: Site, code: EventCode, at: datetime, message: str = "", run: Run | None = None
) -> Event:
    return Event.objects.create(
        site=site,
        run=run,
        at=at,
        application=code.application,
        event_id=code.event_id,
        message=message or code.message,
    )
