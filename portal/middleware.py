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
from mmbackup.services.site import SITE_KEY, site_shown
from portal.request import SiteRequest

# rooms whose pages need no site; allauth's have no name
WITHOUT_SITE = frozenset(
    {"", "accounts", "metrics", "people", "tokens", "settings", "sites", "about", "help", "guide", "api"}
)
Response = Callable[[HttpRequest], HttpResponse]

# Bootstrap's own style sheet draws check marks and arrows as data: images, and so are QR codes shown.
POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "font", "connect", "manifest")),
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        (
            *(f"{sense}=()" for sense in ("camera", "microphone", "geolocation", "usb", "serial", "payment")),
            *(f"publickey-credentials-{act}=(self)" for act in ("get", "create")),
        )
    ),
}


def security_headers(get_response: Response) -> Response:
    """Nothing from elsewhere, nothing inline, nothing of the machine but its passkeys."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for header, value in HEADERS.items():
            response.headers.setdefault(header, value)
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
        site = site_shown(chosen=request.session.get(SITE_KEY))
        request.messaging_site = site
        with timezone.override(ZoneInfo(site.time_zone) if site else None):
            return self.get_response(request)

    def process_view(self, request: SiteRequest, *_view: Any) -> HttpResponse | None:
        """Without a site there is one thing to do, and one page that says so."""
        room = request.resolver_match.namespace if request.resolver_match else ""
        if request.messaging_site or room in WITHOUT_SITE:
            return None
        return render(request, "main/no_site.html")
