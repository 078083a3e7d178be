"""An event in words."""

from mmbackup.engine.codes import EventCode
from mmbackup.models import Event
from mmbackup.services.notices.fact import Fact
from mmbackup.services.notices.letter import EVENT


def fact_of_event(*, event: Event, code: EventCode) -> Fact:
    name = f"{code.application} {code.event_id}"
    return Fact(
        event.site,
        f"event {event.pk}",
        EVENT,
        f"{name}: {code.message}",
        event.message,
        code=name,
        address="/logs/administrator/",
    )
