"""Sessions end: after so long without a click, and after so long in any case."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mmbackup.models import SignIn
from mmbackup.services.people.sign_ins import end_session, note_seen
from portal.accounts.backend import session_limits
from portal.people.words import ENDINGS

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
SEEN_EVERY = 60  # seconds: not every click is written down


class SessionLimits:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if ending := _ending(request):
                _end(request, ending)
            elif _is_click(request):
                _note_seen(request)
        return self.get_response(request)


def begin_session(*, request: HttpRequest, **_signal: Any) -> None:
    """For each session that somebody signs in to."""
    request.session[SIGNED_IN] = request.session[SEEN] = time.time()


def signed_in_at(request: HttpRequest) -> float:
    return float(request.session.get(SIGNED_IN, 0))


def _ending(request: HttpRequest) -> SignIn.Ending | None:
    idle, longest = session_limits(request.user)
    if _is_past(signed_in_at(request), longest):
        return SignIn.Ending.TOO_LONG
    return SignIn.Ending.IDLE if _is_past(request.session.get(SEEN, 0), idle) else None


def _is_past(moment: float, limit: timedelta) -> bool:
    return time.time() - moment > limit.total_seconds()


def _end(request: HttpRequest, ending: SignIn.Ending) -> None:
    end_session(session_key=request.session.session_key or "", ending=ending, now=timezone.now())
    logout(request)
    messages.info(request, _("Your session has ended: %(why)s. Log in to go on.") % {"why": ENDINGS[ending]})


def _is_click(request: HttpRequest) -> bool:
    """Not what a page asks for by itself, to stay up to date."""
    if request.method == "POST" or "HX-Boosted" in request.headers:
        return True
    return "HX-Request" not in request.headers and "text/html" in request.headers.get("Accept", "text/html")


def _note_seen(request: HttpRequest) -> None:
    if _is_past(request.session.get(SEEN, 0), timedelta(seconds=SEEN_EVERY)):
        request.session[SEEN] = time.time()
        note_seen(session_key=request.session.session_key or "", now=timezone.now())
