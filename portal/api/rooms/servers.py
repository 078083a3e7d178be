"""The servers that are saved, and how each of their data items is read."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Status

from mmbackup.models import Server, Source
from mmbackup.services.configuration.values import Values, server_values, source_values
from mmbackup.services.servers.edit_server import add_server, change_server, move_server, remove_server
from mmbackup.services.servers.edit_source import add_source, change_source, remove_source
from portal.api.allowed import of
from portal.api.etags import check_if_match, marked
from portal.api.paging import Asked, Page, page_of
from portal.api.problems import Refused
from portal.api.request import ApiRequest
from portal.api.rooms.pools import GUARDED, IfMatch
from portal.api.shapes.servers import ServerMove, ServerShape, ServerWish, SourceWish, server_shape
from portal.api.shapes.values import Number

router = Router(tags=["Servers"])
GONE = {HTTPStatus.NO_CONTENT: None}
MADE = {HTTPStatus.CREATED: ServerShape}


@router.get("/servers", response=Page[ServerShape], **of("servers:list"))
def servers(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """The servers that are saved, by name, each with its sources."""
    rows = Server.objects.filter(site=request.messaging_site).prefetch_related("items__sources")
    page = page_of(request, response, rows, by="name", asked=asked)
    return {**page, "items": [server_shape(server) for server in page["items"]]}


@router.get("/servers/{int:server_id}", response=ServerShape, **of("servers:server"))
def server(request: ApiRequest, response: HttpResponse, server_id: Number) -> Any:
    """One server, and how each of its data items is read."""
    return _told(request, response, server_id)


@router.post("/servers", response=MADE, **of("servers:add"))
def add(request: ApiRequest, response: HttpResponse, wish: ServerWish) -> Any:
    """A new server; it is saved last. Give it its sources next."""
    made = add_server(site=request.messaging_site, values=_values(wish), now=timezone.now())
    return Status(HTTPStatus.CREATED, _told(request, response, made.pk))


@router.put("/servers/{int:server_id}", response=ServerShape, **of("servers:edit", **GUARDED))
def change(
    request: ApiRequest, response: HttpResponse, server_id: Number, wish: ServerWish, if_match: IfMatch = None
) -> Any:
    """Its name, its kind, and the commands that stop and start its software."""
    found = _server(request, server_id)
    check_if_match(if_match, ServerShape, server_shape(found))
    change_server(server=found, shown=server_values(found), values=_values(wish), now=timezone.now())
    return _told(request, response, server_id)


@router.post("/servers/{int:server_id}/move", response=ServerShape, **of("servers:move"))
def move(request: ApiRequest, response: HttpResponse, server_id: Number, wish: ServerMove) -> Any:
    """Saved earlier or later by one place, within each data type."""
    by = -1 if wish.to == "earlier" else 1
    if not move_server(server=_server(request, server_id), by=by, now=timezone.now()):
        words = f"it is the {'first' if by < 0 else 'last'} already"
        raise Refused(HTTPStatus.CONFLICT, words, "Nothing was changed.")
    return _told(request, response, server_id)


@router.delete("/servers/{int:server_id}", response=GONE, **of("servers:remove"))
def remove(request: ApiRequest, server_id: Number) -> Any:
    """With its sources. What was saved of it stays where it lies."""
    found = _server(request, server_id)
    remove_server(server=found, shown=server_values(found), now=timezone.now())
    return Status(HTTPStatus.NO_CONTENT, None)


@router.post("/servers/{int:server_id}/sources", response=MADE, **of("servers:add-source"))
def add_a_source(request: ApiRequest, response: HttpResponse, server_id: Number, wish: SourceWish) -> Any:
    """One more source of a data item."""
    add_source(server=_server(request, server_id), values=source_wished(wish), now=timezone.now())
    return Status(HTTPStatus.CREATED, _told(request, response, server_id))


@router.put("/sources/{int:source_id}", response=ServerShape, **of("servers:source"))
def change_a_source(request: ApiRequest, response: HttpResponse, source_id: Number, wish: SourceWish) -> Any:
    """All of it anew: what is left out is as usual."""
    found = _source(request, source_id)
    change_source(source=found, shown=source_values(found), values=source_wished(wish), now=timezone.now())
    return _told(request, response, found.item.server_id)


@router.delete("/sources/{int:source_id}", response=GONE, **of("servers:remove-source"))
def remove_a_source(request: ApiRequest, source_id: Number) -> Any:
    """What was saved by it stays where it lies."""
    found = _source(request, source_id)
    remove_source(source=found, shown=source_values(found), now=timezone.now())
    return Status(HTTPStatus.NO_CONTENT, None)


def _told(request: ApiRequest, response: HttpResponse, server_id: int) -> Any:
    return marked(response, ServerShape, server_shape(_server(request, server_id)))


def _values(wish: ServerWish) -> Values:
    return wish.dict(exclude_none=True)


def source_wished(wish: SourceWish) -> Values:
    told = wish.dict(exclude_none=True)
    return {**told.pop("settings"), **told}


def _server(request: ApiRequest, server_id: int) -> Server:
    rows = Server.objects.select_related("site").prefetch_related("items__sources")
    return get_object_or_404(rows, pk=server_id, site=request.messaging_site)


def _source(request: ApiRequest, source_id: int) -> Source:
    rows = Source.objects.select_related("item__server__site")
    return get_object_or_404(rows, pk=source_id, item__server__site=request.messaging_site)
