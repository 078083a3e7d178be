"""The forms to sign in with, and to change a password."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import gettext_lazy as _

from portal.crispy import helper


def _password(autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(max_length=4096, strip=False, widget=widget, **more)


class LoginForm(AllauthLoginForm):
    """allauth's login is what scripts and people know as username."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        # After a refusal the name stands there still: what is to be written anew is the password.
        self.fields["password" if self.is_bound else "login"].widget.attrs["autofocus"] = True
        self.helper = helper(button=_("Log in"), button_class="w-100")

    def add_prefix(self, field_name: str) -> str:
        return str(super().add_prefix("username" if field_name == "login" else field_name))


class PasswordForm(forms.Form):
    old = _password("current-password", label=_("The password you have"))
    new = _password("new-password", label=_("New password"), help_text=password_validators_help_text_html())
    again = _password("new-password", label=_("New password again"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = helper(button=_("Change the password"))

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("That is not the password you have."))
        return old

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("It is not the same as above."))
        return again
