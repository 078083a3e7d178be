"""What somebody has to do before anything else: change a one-time password, set up a second factor."""

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
    view = request.resolver_match.view_name
    if request.user.member.must_change_password:
        return None if view in CHANGING_PASSWORD else redirect("accounts:password")
    if view in SETTING_UP or not lacks_factor(request.user, role):
        return None
    messages.warning(
        request,
        _("As %(role)s you need a second factor: set up an app or a passkey first.") % {"role": ROLES[role]},
    )
    return redirect("accounts:own")
