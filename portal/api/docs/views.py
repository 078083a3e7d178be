"""The API's page in the help."""

from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.api.api import api
from portal.api.docs.reading import rooms_of
from portal.api.schema import EVERYWHERE
from portal.request import PortalRequest


@require_safe
def page(request: PortalRequest) -> HttpResponse:
    host = f"{request.scheme}://{request.get_host()}"
    rooms = _rooms(host, get_language())
    context: dict[str, Any] = {"rooms": rooms, "host": host, "everywhere": EVERYWHERE}
    return render(request, "api/page.html", context)


@lru_cache(maxsize=8)
def _rooms(host: str, _language: str | None) -> str:
    """The schema stays the same for as long as the process lives; hosts are those of ALLOWED_HOSTS."""
    return render_to_string("api/rooms.html", {"rooms": rooms_of(api.get_openapi_schema(), host=host)})
