"""Each operation names the page of the menu that it belongs to; that page's rule says who may call it."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from portal.access import LOOKING, may
from portal.accounts.again import is_recent
from portal.api.caller import Caller
from portal.api.problems import Refused
from portal.menu import rule_of

OF = "x-menu-view"  # where the schema tells it


def of(view: str, **more: Any) -> dict[str, Any]:
    """What an operation of that page is declared with."""
    return {"auth": [ByToken(view), BySession(view)], "openapi_extra": {OF: view, **more}}


class ByToken(HttpBearer):
    """A program's token."""

    def __init__(self, view: str) -> None:
        self.view = view
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller | None:
        caller = _caller(request)
        if not caller.by_token:
            return None
        _check(caller, request, self.view)
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The door has done so."""
        raise NotImplementedError


class BySession(APIKeyCookie):
    """The portal's own cookie; what changes something needs the CSRF token besides."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, view: str) -> None:
        self.view = view
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller | None:
        caller = _caller(request)
        if check_csrf(request):
            raise Refused(HTTPStatus.FORBIDDEN, "the CSRF token is missing", "Send it as X-CSRFToken.")
        _check(caller, request, self.view)
        _check_recent(request, self.view)
        return caller

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """The door has done so."""
        raise NotImplementedError


def check_also(request: HttpRequest, view: str) -> None:
    """Where one operation does what several pages do: each has its own rule. Raise Refused."""
    caller = _caller(request)
    _check(caller, request, view)
    if not caller.by_token:
        _check_recent(request, view)


def _caller(request: HttpRequest) -> Caller:
    caller: Caller = request.caller  # type: ignore[attr-defined]  # the door has seen to that
    return caller


def _check(caller: Caller, request: HttpRequest, view: str) -> None:
    if not may(caller.role, request.method or "", rule_of(view)):
        words = f"the role {caller.role} may not do this"
        raise Refused(HTTPStatus.FORBIDDEN, words, "Ask with another role, or ask an administrator.")


def _check_recent(request: HttpRequest, view: str) -> None:
    """A page that asks for the password again before something is sent does so here too."""
    rule = rule_of(view)
    if rule and rule.asks_again and request.method not in LOOKING and not is_recent(request):
        step = "Confirm in the portal that it is you, and send it once more."
        raise Refused(HTTPStatus.FORBIDDEN, "you signed in too long ago for this", step)
