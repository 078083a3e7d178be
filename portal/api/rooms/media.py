"""Media: where they are, how they fare, and what people decide about them."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from mmbackup.models import Custody, Medium
from mmbackup.models import Place as NamedPlace
from mmbackup.services.media.if_lost import if_lost
from mmbackup.services.media.medium_life import back_to_use, mark_damaged, mark_lost, retire_medium
from mmbackup.services.media.places import move_medium
from mmbackup.services.media.replace_by import set_replace_by
from portal.api.allowed import of
from portal.api.paging import Asked, Page, page_of
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.rooms.found import find_medium
from portal.api.shapes.asked import MediaAsked
from portal.api.shapes.media import (
    Because,
    CustodyShape,
    LossShape,
    MediumShape,
    MoveWish,
    ReplaceByWish,
)

router = Router(tags=["Media"])


@router.get("/media", response=Page[MediumShape], **of("media:inventory"))
def media(request: ApiRequest, response: HttpResponse, asked: Annotated[MediaAsked, Query()]) -> Any:
    """All media, by name."""
    wanted = asked.lookups(name="name__icontains")
    rows = Medium.objects.filter(site=request.messaging_site, **wanted).select_related("last_drive")
    rows = rows.defer("last_drive__seen", "last_drive__settings")
    return page_of(request, response, rows, by="name", asked=asked)


@router.get("/media/{uuid:uuid}", response=MediumShape, **of("media:medium"))
def medium(request: ApiRequest, uuid: UUID) -> Any:
    """One medium."""
    return find_medium(request, uuid)


@router.get("/media/{uuid:uuid}/custody", response=Page[CustodyShape], **of("media:medium"))
def custody(request: ApiRequest, response: HttpResponse, uuid: UUID, asked: Asked) -> Any:
    """Who did what to it, the newest first."""
    rows = Custody.objects.filter(medium=find_medium(request, uuid))
    return page_of(request, response, rows, by="-at", asked=asked)


@router.get("/media/{uuid:uuid}/if-lost", response=list[LossShape], **of("media:medium"))
def would_be_lost(request: ApiRequest, uuid: UUID) -> Any:
    """What could no longer be restored without it, the worst first. Nothing: all lies elsewhere too."""
    return list(if_lost(medium=find_medium(request, uuid)))


@router.post("/media/{uuid:uuid}/move", response=MediumShape, **of("media:move"))
def move(request: ApiRequest, uuid: UUID, wish: MoveWish) -> Any:
    """It was brought to a place."""
    found = find_medium(request, uuid)
    place = get_object_or_404(NamedPlace, name=wish.place, site=request.messaging_site)
    if not move_medium(medium=found, place=place, by=request.caller.said_by, now=timezone.now()):
        raise _so_already(found)
    return find_medium(request, uuid)


@router.post("/media/{uuid:uuid}/replace-by", response=MediumShape, **of("media:replace-by"))
def replace_by(request: ApiRequest, uuid: UUID, wish: ReplaceByWish) -> Any:
    """By when it is to be replaced; null: never."""
    found, by = find_medium(request, uuid), request.caller.said_by
    if not set_replace_by(medium=found, day=wish.replace_by, by=by, now=timezone.now()):
        raise _so_already(found)
    return find_medium(request, uuid)


@router.post("/media/{uuid:uuid}/retire", response=MediumShape, **of("media:retire"))
def retire(request: ApiRequest, uuid: UUID, because: Because) -> Any:
    """Not written any more; what lies on it stays."""
    return _changed(retire_medium, request, uuid, because)


@router.post("/media/{uuid:uuid}/damaged", response=MediumShape, **of("media:damaged"))
def damaged(request: ApiRequest, uuid: UUID, because: Because) -> Any:
    """Not written any more, and what lies on it counts as no copy."""
    return _changed(mark_damaged, request, uuid, because)


@router.post("/media/{uuid:uuid}/lost", response=MediumShape, **of("media:lost"))
def lost(request: ApiRequest, uuid: UUID, because: Because) -> Any:
    """Nobody knows where it is."""
    return _changed(mark_lost, request, uuid, because)


@router.post("/media/{uuid:uuid}/use", response=MediumShape, **of("media:use"))
def use(request: ApiRequest, uuid: UUID, because: Because) -> Any:
    """Back in use: found again, or not damaged after all."""
    return _changed(back_to_use, request, uuid, because)


def _changed(change: Callable[..., bool], request: ApiRequest, uuid: UUID, because: Because) -> Medium:
    found, now = find_medium(request, uuid), _now()
    if not change(medium=found, reason=because.reason, by=request.caller.said_by, now=now):
        raise _so_already(found)
    return find_medium(request, uuid)


def _now() -> datetime:
    return timezone.now()


def _so_already(medium: Medium) -> Refused:
    return Refused(HTTPStatus.CONFLICT, f"{medium.name} was so already", "Nothing was changed.")
