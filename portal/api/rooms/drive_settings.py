"""Which drives there are, where they are, and whose media they take."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Status

from mmbackup.models import Drive
from mmbackup.services.configuration.values import Values, drive_values
from mmbackup.services.drives.edit_drive import add_drive, change_drive, remove_drive
from portal.api.allowed import of
from portal.api.etags import check_if_match, marked
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.rooms.drives import router
from portal.api.rooms.pools import GUARDED, IfMatch
from portal.api.shapes.media import DriveShape, DriveWish
from portal.api.shapes.values import Number

GONE = {HTTPStatus.NO_CONTENT: None}


@router.get("/drives/{int:drive_id}/settings", response=DriveShape, **of("drive_settings:list"))
def settings(request: ApiRequest, response: HttpResponse, drive_id: Number) -> Any:
    """As it is set up, whatever is in it. Its ETag goes into If-Match of a change."""
    return marked(response, DriveShape, _drive(request, drive_id))


@router.post("/drives", response={HTTPStatus.CREATED: DriveShape}, **of("drive_settings:add"))
def add(request: ApiRequest, wish: DriveWish) -> Any:
    """A new drive. Look into it next (/drives/{id}/acts): is there what is said to be there?"""
    with _shelves():
        made = add_drive(site=request.messaging_site, values=_values(wish), now=timezone.now())
    return Status(HTTPStatus.CREATED, made)


@router.put("/drives/{int:drive_id}/settings", response=DriveShape, **of("drive_settings:edit", **GUARDED))
def change(
    request: ApiRequest, response: HttpResponse, drive_id: Number, wish: DriveWish, if_match: IfMatch = None
) -> Any:
    """All of it anew: what is left out is as usual."""
    found = _drive(request, drive_id)
    check_if_match(if_match, DriveShape, found)
    with _shelves():
        change_drive(drive=found, shown=drive_values(found), values=_values(wish), now=timezone.now())
    return marked(response, DriveShape, _drive(request, drive_id))


@router.delete("/drives/{int:drive_id}", response=GONE, **of("drive_settings:remove"))
def remove(request: ApiRequest, drive_id: Number) -> Any:
    """One that neither the schedule nor a run has. Its media and runs stay."""
    found = _drive(request, drive_id)
    remove_drive(drive=found, shown=drive_values(found), now=timezone.now())
    return Status(HTTPStatus.NO_CONTENT, None)


@contextmanager
def _shelves() -> Iterator[None]:
    """An emulated drive's folder is made on the server's disk."""
    try:
        yield
    except OSError as error:
        words = f"its shelf cannot be made: {error.strerror}"
        raise Refused(HTTPStatus.CONFLICT, words, "Nothing was changed.") from error


def _values(wish: DriveWish) -> Values:
    told = wish.dict(exclude_none=True)
    return {**told.pop("settings"), **told}


def _drive(request: ApiRequest, drive_id: int) -> Drive:
    return get_object_or_404(Drive.objects.select_related("site"), pk=drive_id, site=request.messaging_site)
