"""Pools: how media take turns; and the places that media are brought to."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Header, Router, Status

from mmbackup.models import EncryptionKey, Place, Pool
from mmbackup.services.keys.keys_of_pool import give_keys
from mmbackup.services.keys.refusals import KeyRefused
from mmbackup.services.media.places import add_place, change_place, remove_place
from mmbackup.services.media.pools import PoolRules, add_pool, change_pool, remove_pool
from portal.api.allowed import of
from portal.api.etags import check_if_match, marked
from portal.api.paging import Asked, Page, page_of
from portal.api.request import ApiRequest
from portal.api.shapes.media import NewPool, PlaceShape, PlaceWish, PoolChange, PoolShape
from portal.api.shapes.values import Number

router = Router(tags=["Pools and places"])
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="the ETag of what the change is meant for")
]
GUARDED: dict[str, Any] = {"x-if-match": True}


@router.get("/pools", response=Page[PoolShape], **of("pools:list"))
def pools(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """All pools, by name."""
    rows = Pool.objects.filter(site=request.messaging_site).prefetch_related("keys")
    return page_of(request, response, rows, by="name", asked=asked)


@router.get("/pools/{int:pool_id}", response=PoolShape, **of("pools:list"))
def pool(request: ApiRequest, response: HttpResponse, pool_id: Number) -> Any:
    """One pool. Its ETag goes into If-Match of a change."""
    return marked(response, PoolShape, _pool(request, pool_id))


@router.post("/pools", response={HTTPStatus.CREATED: PoolShape}, **of("pools:add"))
def add(request: ApiRequest, wish: NewPool) -> Any:
    """A new pool. Its name stands on each of its media, and stays as it is."""
    told = wish.dict()
    name, rules = told.pop("name"), PoolRules(**told)
    by = request.caller.said_by
    made = add_pool(site=request.messaging_site, name=name, rules=rules, by=by, now=timezone.now())
    return Status(HTTPStatus.CREATED, made)


@router.patch("/pools/{int:pool_id}", response=PoolShape, **of("pools:edit", **GUARDED))
def change(
    request: ApiRequest, response: HttpResponse, pool_id: Number, wish: PoolChange, if_match: IfMatch = None
) -> Any:
    """Other rules, or other keys."""
    found = _pool(request, pool_id)
    check_if_match(if_match, PoolShape, found)
    told = wish.dict(exclude_none=True)
    names = told.pop("keys", None)
    before = PoolRules.of(found)
    after, by, now = PoolRules(**{**asdict(before), **told}), request.caller.said_by, timezone.now()
    with transaction.atomic():
        change_pool(pool=found, before=before, after=after, by=by, now=now)
        if names is not None:
            own = [key.pk for key in found.keys.all()]
            give_keys(pool=found, before=own, after=_keys(request, names), by=by, now=now)
    return marked(response, PoolShape, _pool(request, pool_id))


@router.delete("/pools/{int:pool_id}", response={HTTPStatus.NO_CONTENT: None}, **of("pools:remove"))
def remove(request: ApiRequest, pool_id: Number) -> Any:
    """One that no drive takes and no medium names."""
    remove_pool(pool=_pool(request, pool_id), by=request.caller.said_by, now=timezone.now())
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get("/places", response=Page[PlaceShape], **of("pools:places"))
def places(request: ApiRequest, response: HttpResponse, asked: Asked) -> Any:
    """Shelves and vaults, by name."""
    rows = Place.objects.filter(site=request.messaging_site)
    return page_of(request, response, rows, by="name", asked=asked)


@router.post("/places", response={HTTPStatus.CREATED: PlaceShape}, **of("pools:places"))
def add_a_place(request: ApiRequest, wish: PlaceWish) -> Any:
    """A new shelf or vault."""
    site, by = request.messaging_site, request.caller.said_by
    made = add_place(site=site, name=wish.name, kind=wish.kind, by=by, now=timezone.now())
    return Status(HTTPStatus.CREATED, made)


@router.put("/places/{int:place_id}", response=PlaceShape, **of("pools:place", **GUARDED))
def change_a_place(
    request: ApiRequest, response: HttpResponse, place_id: Number, wish: PlaceWish, if_match: IfMatch = None
) -> Any:
    """Another name, or another kind. Its media go along."""
    found = _place(request, place_id)
    check_if_match(if_match, PlaceShape, found)
    before, by = (found.name, found.kind), request.caller.said_by
    change_place(place=found, before=before, name=wish.name, kind=wish.kind, by=by, now=timezone.now())
    return marked(response, PlaceShape, _place(request, place_id))


@router.get("/places/{int:place_id}", response=PlaceShape, **of("pools:places"))
def place(request: ApiRequest, response: HttpResponse, place_id: Number) -> Any:
    """One place."""
    return marked(response, PlaceShape, _place(request, place_id))


@router.delete("/places/{int:place_id}", response={HTTPStatus.NO_CONTENT: None}, **of("pools:remove-place"))
def remove_a_place(request: ApiRequest, place_id: Number) -> Any:
    """One in which no medium is kept."""
    remove_place(place=_place(request, place_id), by=request.caller.said_by, now=timezone.now())
    return Status(HTTPStatus.NO_CONTENT, None)


def _pool(request: ApiRequest, pool_id: int) -> Pool:
    pools = Pool.objects.select_related("site").prefetch_related("keys")
    return get_object_or_404(pools, pk=pool_id, site=request.messaging_site)


def _place(request: ApiRequest, place_id: int) -> Place:
    return get_object_or_404(Place.objects.select_related("site"), pk=place_id, site=request.messaging_site)


def _keys(request: ApiRequest, names: list[str]) -> list[int]:
    known = EncryptionKey.objects.filter(site=request.messaging_site, name__in=names)
    found = dict(known.values_list("name", "pk"))
    unknown = [name for name in names if name not in found]
    if unknown:
        raise KeyRefused(f"there is no key named {', '.join(unknown)}")
    return list(found.values())
