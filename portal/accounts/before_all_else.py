"""What somebody has to do before anything else: change a one-time password, set up a second factor."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mmbackup.models import Role
from portal.accounts.backend import lacks_factor
from portal.people.words import ROLES

ALWAYS = frozenset({"accounts:logout"})
CHANGING_PASSWORD = ALWAYS | {"accounts:password"}
SETTING_UP = CHANGING_PASSWORD | {
    "accounts:own",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}


def before_all_else(request: Any, role: Role) -> HttpResponse | None:
    """Pieces that an open page asks for by itself are left out: led away, it would lose what is typed."""
    where = _due(request, role)
    if where is None:
        return None
    if "HX-Request" in request.headers:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if where == "accounts:own":
        words = _("As %(role)s you need a second factor: set up an app or a passkey first.")
        messages.warning(request, words % {"role": ROLES[role]})
    return redirect(where)


def _due(request: Any, role: Role) -> str | None:
    """The page to be led to, from any other."""
    view = request.resolver_match.view_name
    if request.user.member.must_change_password:
        return None if view in CHANGING_PASSWORD else "accounts:password"
    return None if view in SETTING_UP or not lacks_factor(request.user, role) else "accounts:own"
