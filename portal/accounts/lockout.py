"""django-axes as it is used here: what counts, whom it locks out, and the page that says until when."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mmbackup.services.people.lockouts import LIMIT_BOTH, Lockout, lockout_of, remember_lockout

Credentials = dict[str, Any] | None


class LockoutHandler(AxesDatabaseHandler):
    def get_failures(self, request: Any, credentials: Credentials = None) -> int:
        """All or nothing: lockout_of has several limits, axes knows one."""
        return LIMIT_BOTH if _lockout(request, credentials) else 0

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any) -> None:
        was_locked = request is not None and request.axes_locked_out
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None and request.axes_locked_out and not was_locked:
            now = request.axes_attempt_time
            if lockout := _lockout(request, credentials):
                remember_lockout(lockout=lockout, now=now)

    def reset_user_attempts(self, request: Any, credentials: Credentials = None) -> int:
        """Of this name from this address alone: whoever has one good password may be guessing others."""
        name, address = name_tried(request, credentials), request.axes_ip_address
        return int(AccessAttempt.objects.filter(username=name, ip_address=address).delete()[0])


def name_tried(request: HttpRequest, credentials: Credentials = None) -> str:
    """Capitals make no other name."""
    return str((credentials or request.POST).get("username") or "").strip().lower()


def address_of(request: HttpRequest) -> str | None:
    """None through a local socket."""
    return request.META.get("REMOTE_ADDR") or None


def locked_page(
    request: HttpRequest, _response: HttpResponse | None, credentials: Credentials
) -> HttpResponse:
    return render(request, "accounts/locked.html", {"lockout": _lockout(request, credentials)}, status=429)


def _lockout(request: Any, credentials: Credentials) -> Lockout | None:
    name, address = name_tried(request, credentials), address_of(request) or ""
    return lockout_of(name=name, address=address, now=timezone.now())
