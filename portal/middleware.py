"""What happens around every view: the site and its clock, and what a browser may load."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mmbackup.services.site import the_site

Response = Callable[[HttpRequest], HttpResponse]

# Bootstrap's own style sheet draws check marks and arrows as data: images.
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def content_security_policy(get_response: Response) -> Response:
    """Nothing from elsewhere, nothing inline."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return respond


class SiteOfRequest:
    """request.site for every view, and the site's clock for every time shown."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.site = the_site()  # type: ignore[attr-defined]  # PortalRequest declares it
        zone = ZoneInfo(request.site.time_zone) if request.site else None  # type: ignore[attr-defined]
        with timezone.override(zone):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Without a site there is one thing to do, and one page that says so."""
        room = request.resolver_match.namespace if request.resolver_match else ""
        if request.site or room in {"", "accounts"}:  # type: ignore[attr-defined]
            return None
        return render(request, "main/no_site.html")
