"""A thing's mark: what it says now. Whoever changes it may say which state the change is meant for."""

from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.utils.http import parse_etags
from ninja import Schema

from portal.api.problems import ChangedMeanwhile


def marked(response: HttpResponse, shape: type[Schema], thing: Any) -> Any:
    """The thing, with its mark in the answer's header."""
    response.headers["ETag"] = mark_of(shape, thing)
    return thing


def check_if_match(wanted: str | None, shape: type[Schema], thing: Any) -> None:
    """Without the header, whatever it is now is changed."""
    if wanted is None:
        return
    marks = parse_etags(wanted)
    if "*" not in marks and mark_of(shape, thing) not in marks:
        raise ChangedMeanwhile


def mark_of(shape: type[Schema], thing: Any) -> str:
    text = shape.model_validate(thing, from_attributes=True).model_dump_json()
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'
