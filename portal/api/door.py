"""Around every operation: who asks is known first, and whatever goes wrong is a problem in JSON."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from mmbackup.models import Site
from mmbackup.services.history.acting import acting_as
from mmbackup.services.site import site_named
from mmbackup.services.tokens.token_of import TokenRefused
from portal.api.caller import caller_of
from portal.api.problems import Refused, problem
from portal.request import SiteRequest

View = Callable[..., HttpResponseBase]
SITE = "site"  # in any address
CONFIGURE = "Import a configuration: python manage.py config import site.toml"


def door(view: View) -> View:
    """The portal's log-in and CSRF check are not for here: see caller and allowed."""

    @login_not_required
    @csrf_exempt
    @conditional_page
    def opened(request: Any, *args: Any, **named: Any) -> HttpResponseBase:
        try:
            request.caller = caller = caller_of(request, timezone.now())
        except TokenRefused as error:
            return problem(HTTPStatus.UNAUTHORIZED, f"{error}", error.next_step)
        except Refused as error:
            return problem(error.status, error.detail, error.next_step)
        request.messaging_site = site = _site_meant(request)
        if site is None:
            return _no_site(request)
        with acting_as(caller.actor), timezone.override(ZoneInfo(site.time_zone)):
            return _as_problem(view(request, *args, **named))

    return opened


@login_not_required
@csrf_exempt
def nothing_here(_request: HttpRequest) -> HttpResponse:
    return problem(HTTPStatus.NOT_FOUND, "there is no such address", "See /api/v1/openapi.json.")


def _site_meant(request: SiteRequest) -> Site | None:
    """A program has no session in which one was chosen: it may name one."""
    name = request.GET.get(SITE)
    if name is None:
        return request.messaging_site
    return site_named(name=name) if name.isprintable() else None


def _no_site(request: HttpRequest) -> HttpResponse:
    if SITE in request.GET:
        return problem(HTTPStatus.NOT_FOUND, "there is no site of that name", "See /api/v1/sites.")
    return problem(HTTPStatus.CONFLICT, "no site is configured yet", CONFIGURE)


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """Django's own answer to a method that an address does not take is no JSON."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return response
    told = problem(HTTPStatus.METHOD_NOT_ALLOWED, f"this address takes {response['Allow']}")
    told["Allow"] = response["Allow"]
    return told
