"""Forms that take a code, each code once."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import ReauthenticateForm
from allauth.mfa.models import Authenticator

from mmbackup.services.people.take_code import take_code


class TakenOnce:
    """Before one of allauth's forms. Recovery codes it takes once by itself."""

    authenticator: Authenticator
    _emit_authentication_failed: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # a mixin before allauth's form
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not take_code(app=self.authenticator, code=code):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return code


class AgainForm(TakenOnce, ReauthenticateForm):
    """One is asked again."""
