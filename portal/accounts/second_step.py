"""The second step of signing in: a code or a passkey. Wrong codes count as wrong passwords do."""

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.forms import ValidationError
from django.utils.translation import gettext as _

from portal.accounts.passkey_options import WithPasskeyOptions
from portal.accounts.taken_once import TakenOnce


class CountedForm(TakenOnce, AuthenticateForm):
    def clean_code(self) -> str:
        """A good code is refused too while a lockout holds; the page about it is shown instead."""
        if not AxesProxyHandler.is_allowed(context.request, self._credentials):
            context.request.axes_locked_out = True
            context.request.axes_credentials = self._credentials
            raise ValidationError(_("Sign-in is locked."))
        code: str = super().clean_code()
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        user_login_failed.send(CountedForm, credentials=self._credentials, request=context.request)

    @property
    def _credentials(self) -> dict[str, Any]:
        return {"username": self.user.get_username()}


class SecondStepView(WithPasskeyOptions, AuthenticateView):
    template_name = "accounts/second_step.html"
    form_class = CountedForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_passkey = is_mfa_enabled(self.stage.login.user, [Authenticator.Type.WEBAUTHN])
        return {**super().get_context_data(**kwargs), "has_passkey": has_passkey}
