"""What mmbackup tells: alarms, events, and the Administration History."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from mmbackup.models import Alarm, Event
from mmbackup.services.acknowledge_alarm import acknowledge_alarm
from mmbackup.services.history.asked import Asked as AskedChanges
from mmbackup.services.history.asked import Place
from mmbackup.services.history.asked import page_of as page_of_changes
from portal.api.allowed import of
from portal.api.paging import Page, next_of, no_cursor, page_of
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.shapes.asked import AlarmsAsked, ChangesAsked, EventsAsked
from portal.api.shapes.told import AlarmShape, ChangeShape, EventShape
from portal.api.shapes.values import Number

router = Router(tags=["Alarms, events, history"])


@router.get("/alarms", response=Page[AlarmShape], **of("alarms:list"))
def alarms(request: ApiRequest, response: HttpResponse, asked: Annotated[AlarmsAsked, Query()]) -> Any:
    """All alarms, the newest first; or the active ones, or those that are over."""
    rows = Alarm.objects.filter(site=request.messaging_site).select_related("acknowledged_by")
    rows = rows if asked.active is None else rows.filter(resolved_at__isnull=asked.active)
    return page_of(request, response, rows, by="-alarmed_at", asked=asked)


@router.get("/alarms/{int:alarm_id}", response=AlarmShape, **of("alarms:list"))
def alarm(request: ApiRequest, alarm_id: Number) -> Any:
    """One alarm."""
    return _alarm(request, alarm_id)


@router.post("/alarms/{int:alarm_id}/acknowledge", response=AlarmShape, **of("alarms:acknowledge"))
def acknowledge(request: ApiRequest, alarm_id: Number) -> Any:
    """Somebody knows of it. It stays active until its cause is gone."""
    found = _alarm(request, alarm_id)
    if not acknowledge_alarm(alarm=found, user=request.caller.user, now=timezone.now()):
        raise Refused(HTTPStatus.CONFLICT, "somebody has acknowledged it before", "Nothing was changed.")
    return _alarm(request, alarm_id)


@router.get("/events", response=Page[EventShape], **of("logs:administrator"))
def events(request: ApiRequest, response: HttpResponse, asked: Annotated[EventsAsked, Query()]) -> Any:
    """The Administrator's Log, the newest first."""
    wanted = asked.lookups(since="at__gte", until="at__lt")
    rows = Event.objects.filter(site=request.messaging_site, **wanted)
    return page_of(request, response, rows, by="-at", asked=asked)


@router.get("/history", response=Page[ChangeShape], **of("history:list"))
def changes(request: ApiRequest, response: HttpResponse, asked: Annotated[ChangesAsked, Query()]) -> Any:
    """The Administration History, the newest first. Where much was looked through for deed or text, a page
    may hold less than was asked for, or nothing, and lead on all the same.
    """
    wanted = AskedChanges(**asked.dict(exclude={"limit", "cursor"}))
    if asked.cursor:
        behind = Place.from_text(asked.cursor)
        if behind is None:
            raise no_cursor()
        wanted = replace(wanted, behind=behind)
    page = page_of_changes(wanted, size=asked.limit)
    more = str(page.older) if page.older else None
    return {"items": page.changes, "next": next_of(request, response, more)}


def _alarm(request: ApiRequest, alarm_id: int) -> Alarm:
    rows = Alarm.objects.select_related("site", "acknowledged_by")
    return get_object_or_404(rows, pk=alarm_id, site=request.messaging_site)
