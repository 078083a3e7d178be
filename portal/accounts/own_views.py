"""Sign-in and Security: everybody's own password, second factors and sessions."""

from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mmbackup.models import SignIn
from mmbackup.services.people.passwords import change_own_password
from mmbackup.services.people.refusals import PasswordRefused
from mmbackup.services.people.sign_ins import (
    end_session,
    end_sign_ins,
    follow_session,
    last_sign_ins,
    open_sign_ins,
)
from portal.accounts.backend import lacks_factor, session_limits
from portal.accounts.browsers import name_of_browser
from portal.accounts.forms import PasswordForm
from portal.accounts.session_limits import begin_session
from portal.request import PortalRequest


@require_safe
@never_cache
def own(request: PortalRequest) -> HttpResponse:
    factors = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    idle, longest = session_limits(request.user)
    context = {
        "app": next((one for one in factors if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "codes": next((one.wrap() for one in factors if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "lacks_factor": lacks_factor(request.user, request.role),
        "sessions": _shown(open_sign_ins(user=request.user)),
        "earlier": _shown(last_sign_ins(user=request.user)),
        "here": request.session.session_key,
        "idle": idle,
        "longest": longest,
    }
    return render(request, "accounts/own.html", context)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
@rate_limit(action="change_password")  # type: ignore[untyped-decorator]  # has no types
def password(request: PortalRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None, user=request.user)
    is_one_time = request.user.member.must_change_password
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, form.cleaned_data["new"])
        except PasswordRefused as error:
            form.add_error("new", error.reasons)
        else:
            messages.success(request, _("Your password is changed. Other sessions of yours have ended."))
            return redirect("main:main" if is_one_time else "accounts:own")
    return render(request, "accounts/password.html", {"form": form, "is_one_time": is_one_time})


@require_POST
def end_one(request: PortalRequest, sign_in_id: int) -> HttpResponse:
    row = get_object_or_404(SignIn, pk=sign_in_id, user=request.user)
    if end_session(session_key=row.session_key, ending=SignIn.Ending.BY_OWNER, now=timezone.now()):
        messages.success(request, _("That session has ended."))
    return redirect("accounts:own")


@require_POST
def end_others(request: PortalRequest) -> HttpResponse:
    here = request.session.session_key or ""
    count = end_sign_ins(user=request.user, ending=SignIn.Ending.BY_OWNER, now=timezone.now(), but=here)
    messages.success(request, _("Other sessions of yours that have ended: %(count)d.") % {"count": count})
    return redirect("accounts:own")


def _change(request: PortalRequest, new: str) -> None:
    """This session goes on, under another key."""
    before = request.session.session_key or ""
    change_own_password(user=request.user, password=new, now=timezone.now(), session_key=before)
    update_session_auth_hash(request, request.user)
    follow_session(before=before, after=request.session.session_key or "")
    begin_session(request=request)


def _shown(rows: list[SignIn]) -> list[tuple[SignIn, str]]:
    return [(row, name_of_browser(row.browser)) for row in rows]
