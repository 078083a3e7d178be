"""Lists by pages: each answer leads to the next one, by a place in the order and not by a number of rows."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from django.core.exceptions import ValidationError as NoSuchValue
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from ninja.errors import ValidationError
from pydantic import Field

MOST = 200
LONGEST_CURSOR = 1_000
T = TypeVar("T")


class Page(Schema, Generic[T]):
    """next is where it goes on; null at the end."""

    items: list[T]
    next: str | None


class Paging(Schema):
    limit: Annotated[int, Field(ge=1, le=MOST, description="how many at the most")] = 50
    cursor: Annotated[
        str, Field(max_length=LONGEST_CURSOR, description="from the last answer's next; not to be made up")
    ] = ""


Asked = Annotated[Paging, Query()]


def page_of(
    request: HttpRequest, response: HttpResponse, rows: QuerySet[Any], *, by: str, asked: Paging
) -> dict[str, Any]:
    """by: a field that is never null, with a minus sign for the greatest first; among equals the key."""
    field, is_down = by.removeprefix("-"), by.startswith("-")
    order = [f"{'-' * is_down}{name}" for name in (field, "pk")]
    rows = rows.order_by(*order)
    if asked.cursor:
        rows = rows.filter(_behind(rows.model, field, asked.cursor, is_down=is_down))
    found = list(rows[: asked.limit + 1])
    items = found[: asked.limit]
    more = cursor_of(getattr(items[-1], field), items[-1].pk) if len(found) > asked.limit else None
    return {"items": items, "next": next_of(request, response, more)}


def next_of(request: HttpRequest, response: HttpResponse, cursor: str | None) -> str | None:
    """The address that leads on, as the body and as the header tell it."""
    if cursor is None:
        return None
    parameters = request.GET.copy()
    parameters["cursor"] = cursor
    address = request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
    response.headers["Link"] = f'<{address}>; rel="next"'
    return address


def cursor_of(*place: Any) -> str:
    told = [one.isoformat() if isinstance(one, datetime) else str(one) for one in place]
    return urlsafe_b64encode(json.dumps(told).encode()).decode()


def place_of(cursor: str, length: int) -> list[str]:
    try:
        place = json.loads(urlsafe_b64decode(cursor.encode()))
    except (ValueError, RecursionError):
        place = None
    if not isinstance(place, list) or len(place) != length or not all(isinstance(one, str) for one in place):
        raise no_cursor()
    return place


def no_cursor() -> ValidationError:
    return ValidationError([{"loc": ("query", "cursor"), "msg": "it is not one that was given"}])


def _behind(model: type[Model], field: str, cursor: str, *, is_down: bool) -> Q:
    """One comparison that an index can follow, and the rest among equals."""
    at, key = place_of(cursor, 2)
    way = "lt" if is_down else "gt"
    try:
        value, number = _read(model, field, at), _read(model, model._meta.pk.name, key)  # noqa: SLF001  Django documents it
    except (NoSuchValue, ValueError, OverflowError) as error:
        raise no_cursor() from error
    if "\0" in at or (isinstance(number, int) and abs(number) >= 2**63):
        raise no_cursor()
    return Q(**{f"{field}__{way}e": value}) & (Q(**{f"{field}__{way}": value}) | Q(**{f"pk__{way}": number}))


def _read(model: type[Model], field: str, text: str) -> Any:
    return model._meta.get_field(field).to_python(text)  # type: ignore[union-attr]  # noqa: SLF001  as above
