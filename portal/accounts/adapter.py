"""How allauth signs people in here."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mmbackup.services.people.sign_ins import begin_sign_in
from portal.accounts.again import is_recent
from portal.accounts.lockout import address_of

WAYS = {"password": "password", "totp": "app", "webauthn": "passkey", "recovery_codes": "recovery code"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("Please enter a correct username and password."),
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait five minutes, then try once more."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """axes counts, with a page that says until when."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "a local socket"

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        begin_sign_in(
            user=cast("User", user),
            session_key=request.session.session_key or "",
            address=address_of(request) or "",
            browser=request.headers.get("User-Agent", ""),
            way=_way(request, user),
            now=timezone.now(),
        )

    def respond_user_inactive(self, request: HttpRequest, _user: AbstractBaseUser) -> HttpResponse:
        messages.error(request, _("This account is disabled. Ask an administrator."))
        return redirect("accounts:login")

    def is_reauthentication_required(self, **_context: Any) -> bool:
        return not is_recent(context.request)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Nobody needs to be told that they have signed in or out."""
        if "account/messages/logged_" not in str(args[:1]):
            super().add_message(request, level, *args, **kwargs)


def _way(request: HttpRequest, user: AbstractBaseUser) -> str:
    records = get_authentication_records(request, user)
    return ", ".join(WAYS.get(str(record.get("type", record["method"])), "") for record in records)
