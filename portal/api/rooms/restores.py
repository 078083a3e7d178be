"""Restores: what can be had back, the files of backups, plans, and restores under way."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router, Status

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.names import unescape
from mmbackup.engine.index.shapes import Query as FileQuery
from mmbackup.models import Run
from mmbackup.services.restore.preview import preview
from mmbackup.services.restore.recovery_points import points_of
from mmbackup.services.restore.request_restore import request_restore
from portal.api.allowed import check_also, of
from portal.api.paging import Asked, Page, Paging, next_of, no_cursor, page_of
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.rooms.asked import Wish, plan_of, wish_of
from portal.api.rooms.entries import entry_of, subscriber_of
from portal.api.rooms.found import find_run
from portal.api.shapes.asked import FilesAsked, FolderAsked, SubscribersAsked
from portal.api.shapes.restores import (
    EntryShape,
    PlanShape,
    PointShape,
    RestoreShape,
    RestoreWish,
    SubscriberShape,
)
from portal.restore.confirming import word_of
from portal.restore.source import source_of
from portal.restore.wanted import Wanted

router = Router(tags=["Restore"])


@router.get("/recovery-points", response=Page[PointShape], **of("restore:points"))
def recovery_points(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """The backups that still lie on their media, the newest first, and what each could bring back."""
    points = points_of(site=request.messaging_site)
    first = _position(asked)
    more = str(first + asked.limit) if len(points) > first + asked.limit else None
    items = points[first : first + asked.limit]
    return {"items": items, "next": next_of(request, response, more)}


@router.get("/files", response=Page[EntryShape], **of("restore:browse"))
def files(request: ApiRequest, response: HttpResponse, asked: Annotated[FolderAsked, Query()]) -> Any:
    """What lies in a folder of the backups; on top the servers."""
    source = source_of(request.messaging_site, _wanted(asked.moment, asked.set))
    with source.open() as view:
        page = view.children(_path(asked.folder), asked.cursor, asked.limit)
    items = [entry_of(child) for child in page.entries]
    return {"items": items, "next": next_of(request, response, page.after or None)}


@router.get("/files/search", response=Page[EntryShape], **of("restore:search"))
def search(request: ApiRequest, response: HttpResponse, asked: Annotated[FilesAsked, Query()]) -> Any:
    """Files whose path holds a text, or that are a subscriber's."""
    wanted = asked.dict(include={"text", "subscriber", "data_type", "server"})
    query = FileQuery(**wanted)
    source = source_of(request.messaging_site, _wanted(asked.moment, asked.set))
    with source.open() as view:
        page = view.search(query, asked.cursor, asked.limit)
    items = [entry_of(child) for child in page.entries]
    return {"items": items, "next": next_of(request, response, page.after or None)}


@router.get("/subscribers", response=Page[SubscriberShape], **of("restore:subscribers"))
def subscribers(
    request: ApiRequest, response: HttpResponse, asked: Annotated[SubscribersAsked, Query()]
) -> Any:
    """Whose mail and greetings the backups hold, by name; of those that tell whose their files are."""
    source = source_of(request.messaging_site, _wanted(asked.moment, asked.set))
    with source.open() as view:
        page = view.subscribers(asked.name, asked.cursor, asked.limit, asked.server)
    items = [subscriber_of(one) for one in page.subscribers]
    return {"items": items, "next": next_of(request, response, page.after or None)}


@router.post("/restores/plan", response=PlanShape, **of("restore:plan"))
def plan(request: ApiRequest, wish: RestoreWish) -> Any:
    """Which media a restore would take, in which order, and what is to be known before. Starts nothing."""
    return plan_of(wish_of(request, wish))


@router.post("/restores", response={HTTPStatus.ACCEPTED: RestoreShape}, **of("restore:plan"))
def start(request: ApiRequest, wish: RestoreWish) -> Any:
    """Starts a restore. It waits for its media: see waits_for. One of encrypted backups asks for its key in
    the portal; it is no business of the API.
    """
    asked = wish_of(request, wish)
    if asked.asked.is_in_place and not wish.dry_run:
        check_also(request, "restore:confirm")
        _check_confirmed(asked, wish)
    run = request_restore(asked=asked.asked, by=request.caller.said_by, now=timezone.now())
    return Status(HTTPStatus.ACCEPTED, _find(request, run.pk))


@router.get("/restores", response=Page[RestoreShape], **of("restore:points"))
def restores(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """All restores, the newest first."""
    rows = Run.objects.select_related("log", "restore")
    rows = rows.filter(site=request.messaging_site, kind=Run.Kind.RESTORE, restore__isnull=False)
    return page_of(request, response, rows, by="-queued_at", asked=asked)


@router.get("/restores/{uuid:run_id}", response=RestoreShape, **of("restore:run"))
def restore(request: ApiRequest, run_id: UUID) -> Any:
    """One restore, and how far it is. Go on with it and cancel it by /runs."""
    return _find(request, run_id)


def _find(request: ApiRequest, run_id: UUID) -> Run:
    return find_run(request, run_id, Run.Kind.RESTORE)


def _check_confirmed(asked: Wish, wish: RestoreWish) -> None:
    word = word_of(preview(asked=asked.asked))
    if wish.confirm.strip() != word:
        step = "Read the plan, and send its confirm back."
        raise Refused(HTTPStatus.CONFLICT, "a restore in place goes over what is there now", step)


def _wanted(moment: datetime | None, only: UUID | None) -> Wanted:
    return Wanted(moment=moment, only=str(only) if only else "")


def _path(folder: str) -> bytes:
    try:
        return unescape(folder).strip(b"/")
    except FormatError as error:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "folder is no escaped path") from error


def _position(asked: Paging) -> int:
    """Recovery points are counted in memory, as the page does; their number says where it goes on."""
    if not asked.cursor:
        return 0
    if not asked.cursor.isascii() or not asked.cursor.isdigit() or len(asked.cursor) > 9:
        raise no_cursor()
    return int(asked.cursor)
