"""What happens around every view: the site and its clock, and what a browser may load."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mmbackup.models import Change
from mmbackup.services.history.acting import Actor, acting_as
from mmbackup.services.people.role_of import role_of
from mmbackup.services.site import the_site
from portal.request import SiteRequest

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


def actor_of_request(get_response: Response) -> Response:
    """What a request changes, the Administration History tells of whoever sent it."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        role = role_of(request.user) or ""
        who = Actor(request.user.get_username(), Change.Via.PORTAL, role, request.META.get("REMOTE_ADDR", ""))
        with acting_as(who):
            return get_response(request)

    return respond


class SiteOfRequest:
    """request.messaging_site for every view, and the site's clock for every time shown."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: SiteRequest) -> HttpResponse:
        request.messaging_site = site = the_site()
        with timezone.override(ZoneInfo(site.time_zone) if site else None):
            return self.get_response(request)

    def process_view(self, request: SiteRequest, *_view: Any) -> HttpResponse | None:
        """Without a site there is one thing to do, and one page that says so."""
        room = request.resolver_match.namespace if request.resolver_match else ""
        if request.messaging_site or room in {"", "accounts"}:
            return None
        return render(request, "main/no_site.html")
