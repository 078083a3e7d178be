"""Drives: what is in them, and acts at them."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from mmbackup.models import Drive, DriveAct
from mmbackup.services.drives.ask_import import ask_import
from mmbackup.services.drives.drive_acts import ask_drive, end_stale_acts
from mmbackup.services.drives.look_into_drive import look_into_drive
from mmbackup.services.drives.medium_came import medium_came
from mmbackup.services.drives.shelf import insert_medium, protect_medium
from portal.api.allowed import check_also, of
from portal.api.paging import Asked, Page, page_of
from portal.api.request import ApiRequest
from portal.api.shapes.media import ActShape, ActWish, DriveShape, DriveWithLook, InsertWish, ProtectWish
from portal.api.shapes.values import Number

router = Router(tags=["Drives"])
Verb = DriveAct.Verb
VIEWS = {
    Verb.LOOK: "media:look",
    Verb.EJECT: "media:eject",
    Verb.LABEL: "media:label",
    Verb.RELABEL: "media:relabel",
    Verb.FORMAT: "media:format",
    Verb.IMPORT: "media:import",
}
ARGUMENTS: dict[Verb, tuple[str, ...]] = {
    Verb.LABEL: ("name", "pool"),
    Verb.RELABEL: ("name", "pool", "seen", "typed"),
    Verb.FORMAT: ("seen", "typed"),
}


@router.get("/drives", response=Page[DriveShape], **of("media:drives"))
def drives(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """All drives, by name."""
    rows = Drive.objects.filter(site=request.messaging_site)
    return page_of(request, response, rows, by="name", asked=asked)


@router.get("/drives/{int:drive_id}", response=DriveWithLook, **of("media:drives"))
def drive(request: ApiRequest, drive_id: Number) -> Any:
    """One drive, and what is in it."""
    found = _drive(request, drive_id)
    told = DriveShape.from_orm(found).dict()
    return {**told, "look": look_into_drive(drive=found)}


@router.post("/drives/{int:drive_id}/acts", response={HTTPStatus.ACCEPTED: ActShape}, **of("media:look"))
def act(request: ApiRequest, drive_id: Number, wish: ActWish) -> Any:
    """Something is done at the drive, at once or by the worker on its host. relabel, format and import are
    for administrators.
    """
    check_also(request, VIEWS[wish.verb])
    found, by, now = _drive(request, drive_id), request.caller.said_by, timezone.now()
    if wish.verb == Verb.IMPORT:
        return Status(HTTPStatus.ACCEPTED, ask_import(drive=found, by=by, now=now))
    told = wish.dict()
    arguments = {key: told[key] for key in ARGUMENTS.get(wish.verb, ())}
    done = ask_drive(drive=found, verb=wish.verb, by=by, now=now, arguments=arguments)
    return Status(HTTPStatus.ACCEPTED, done)


@router.post("/drives/{int:drive_id}/insert", response=DriveWithLook, **of("media:insert"))
def insert(request: ApiRequest, drive_id: Number, wish: InsertWish) -> Any:
    """A medium of an emulated drive's shelf. Into other drives people put them."""
    found, now = _drive(request, drive_id), timezone.now()
    insert_medium(drive=found, name=wish.name, by=request.caller.said_by, now=now)
    medium_came(drive=found, now=now)
    return drive(request, drive_id)


@router.get("/drive-acts/{uuid:act_id}", response=ActShape, **of("media:act"))
def act_state(request: ApiRequest, act_id: UUID) -> Any:
    """How far an act at a drive is, and what came of it."""
    end_stale_acts(now=timezone.now())
    return get_object_or_404(DriveAct, pk=act_id, drive__site=request.messaging_site)


@router.post("/drives/{int:drive_id}/protect", response=DriveWithLook, **of("media:protect"))
def protect(request: ApiRequest, drive_id: Number, wish: ProtectWish) -> Any:
    """The tab of an emulated drive's medium. That of others is under people's thumbs."""
    protect_medium(drive=_drive(request, drive_id), name=wish.name, on=wish.on, now=timezone.now())
    return drive(request, drive_id)


def _drive(request: ApiRequest, drive_id: int) -> Drive:
    return get_object_or_404(Drive.objects.select_related("site"), pk=drive_id, site=request.messaging_site)
