"""The sites, and this one's schedule."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from mmbackup.models import Schedule, Site
from mmbackup.services.change_schedule import change_schedule
from mmbackup.services.configuration.values import schedule_values, site_values
from mmbackup.services.morning import next_run_at
from mmbackup.services.sites.edit_site import add_site, change_site
from mmbackup.services.sites.remove_site import remove_site
from portal.api.allowed import of
from portal.api.etags import check_if_match, marked
from portal.api.paging import Asked, Page, page_of
from portal.api.request import ApiRequest
from portal.api.rooms.pools import GUARDED, IfMatch
from portal.api.shapes.told import ScheduleChange, ScheduleShape, SiteShape, SiteWish
from portal.api.shapes.values import Number

router = Router(tags=["Site"])


@router.get("/sites", response=Page[SiteShape], **of("sites:list"))
def sites(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """All sites, by name."""
    return page_of(request, response, Site.objects.all(), by="name", asked=asked)


@router.get("/sites/{int:site_id}", response=SiteShape, **of("sites:list"))
def site(request: ApiRequest, response: HttpResponse, site_id: Number) -> Any:
    """One site."""
    return marked(response, SiteShape, get_object_or_404(Site, pk=site_id))


@router.post("/sites", response={HTTPStatus.CREATED: SiteShape}, **of("sites:add"))
def add(request: ApiRequest, wish: SiteWish) -> Any:
    """A new one: nothing is saved until it has servers, a drive, and a schedule that is switched on. Name it
    as site in the address of what follows.
    """
    return Status(HTTPStatus.CREATED, add_site(values=wish.dict(), now=timezone.now()))


@router.put("/sites/{int:site_id}", response=SiteShape, **of("sites:edit", **GUARDED))
def change_a_site(
    request: ApiRequest, response: HttpResponse, site_id: Number, wish: SiteWish, if_match: IfMatch = None
) -> Any:
    """Another name, or another clock: its nights follow it from now on."""
    found = get_object_or_404(Site, pk=site_id)
    check_if_match(if_match, SiteShape, found)
    change_site(site=found, shown=site_values(found), values=wish.dict(), now=timezone.now())
    return marked(response, SiteShape, get_object_or_404(Site, pk=site_id))


@router.delete("/sites/{int:site_id}", response={HTTPStatus.NO_CONTENT: None}, **of("sites:remove"))
def remove(request: ApiRequest, site_id: Number) -> Any:
    """One that has neither servers nor media nor runs, and is not the only one."""
    found = get_object_or_404(Site, pk=site_id)
    remove_site(site=found, shown=site_values(found), now=timezone.now())
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get("/schedule", response=ScheduleShape, **of("schedule:schedule"))
def schedule(request: ApiRequest, response: HttpResponse) -> Any:
    """When the unattended backup starts, and what else happens by itself."""
    return marked(response, ScheduleShape, _told(_schedule(request)))


@router.patch("/schedule", response=ScheduleShape, **of("schedule:schedule", **GUARDED))
def change(
    request: ApiRequest, response: HttpResponse, wish: ScheduleChange, if_match: IfMatch = None
) -> Any:
    """Another time, or other rules."""
    shown = _schedule(request)
    check_if_match(if_match, ScheduleShape, _told(shown))
    before = schedule_values(shown)
    values = {**before, **wish.dict(exclude_none=True)}
    site = request.messaging_site
    changed = change_schedule(site=site, shown=before, values=values, now=timezone.now())
    return marked(response, ScheduleShape, _told(changed))


def _schedule(request: ApiRequest) -> Schedule:
    return get_object_or_404(Schedule.objects.select_related("site", "drive"), site=request.messaging_site)


def _told(schedule: Schedule) -> dict[str, Any]:
    told = {"drive": None, **schedule_values(schedule)}
    return {**told, "next_run_at": next_run_at(schedule=schedule, now=timezone.now())}
