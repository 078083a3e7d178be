"""Short polling: a piece of a page is sent again only when it reads otherwise than what is shown."""

import hashlib
from http import HTTPStatus
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


class Piece(NamedTuple):
    """mark tells one state of it from another; whoever shows it asks again with that."""

    html: str
    mark: str


def piece(request: HttpRequest, template: str, context: dict[str, Any]) -> Piece:
    html = render_to_string(template, context, request)
    return Piece(html, hashlib.sha256(html.encode()).hexdigest()[:16])


def unless_shown(request: HttpRequest, mark: str, html: str) -> HttpResponse:
    if request.GET.get("mark") == mark:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return HttpResponse(html)
