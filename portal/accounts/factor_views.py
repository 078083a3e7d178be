"""allauth's pages for second factors, in the house's looks; the Administration History tells of each."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from mmbackup.services.people.factors import remember_factor
from portal.accounts.host import is_fit_for_passkeys
from portal.accounts.passkey_options import WithPasskeyOptions


class Remembered:
    """The deed and its line in one transaction."""

    deed = ""
    request: Any

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            name = self.named(form)
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # a mixin before allauth's view
            remember_factor(user=self.request.user, deed=self.deed, name=name, now=timezone.now())
        return response

    def named(self, _form: Any) -> str:
        return "app"


class AddApp(Remembered, ActivateTOTPView):
    template_name = "accounts/add_app.html"
    deed = "app added"


class RemoveApp(Remembered, DeactivateTOTPView):
    template_name = "accounts/remove_app.html"
    deed = "app removed"


class AddPasskey(WithPasskeyOptions, Remembered, AddWebAuthnView):
    template_name = "accounts/add_passkey.html"
    deed = "passkey added"

    def named(self, form: Any) -> str:
        return str(form.cleaned_data["name"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_fit": is_fit_for_passkeys(self.request.get_host())}


class AgainByPasskey(WithPasskeyOptions, ReauthenticateWebAuthnView):
    template_name = "accounts/again_passkey.html"


class RenamePasskey(Remembered, EditWebAuthnView):
    template_name = "accounts/rename_passkey.html"
    deed = "passkey renamed"

    def named(self, form: Any) -> str:
        return str(form.cleaned_data["name"])


class RemovePasskey(Remembered, RemoveWebAuthnView):
    template_name = "accounts/remove_passkey.html"
    deed = "passkey removed"

    def named(self, _form: Any) -> str:
        found: Authenticator = self.get_object()
        return str(found.wrap().name)


class NewCodes(Remembered, GenerateRecoveryCodesView):
    template_name = "accounts/new_codes.html"
    deed = "recovery codes made"

    def named(self, _form: Any) -> str:
        return "recovery codes"
