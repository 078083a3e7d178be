"""The forms of keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.errors import FormatError
from mmbackup.engine.format.encryption import checked_recipient
from mmbackup.engine.format.names import LONGEST_MEDIUM_NAME
from portal.crispy import helper
from portal.pools.forms import checked_name


class MakeForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_MEDIUM_NAME,
        help_text=_("Say where its paper will lie, such as “Safe in the office” or “Notary”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(button=_("Make the key and show it"))

    def clean_name(self) -> str:
        return checked_name(self.cleaned_data["name"])


class ImportForm(MakeForm):
    public = forms.CharField(
        label=_("Public key"),
        max_length=200,
        help_text=_("One line that begins with age1, as age-keygen writes it behind “Public key”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(button=_("Import the key"))

    def clean_public(self) -> str:
        text: str = self.cleaned_data["public"].strip()
        if text.upper().startswith("AGE-SECRET-KEY"):
            raise forms.ValidationError(
                _("This is a secret key. Nobody may know it: now that it was sent, make another pair.")
            )
        try:
            return checked_recipient(text)
        except FormatError as error:
            raise forms.ValidationError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error


class ConfirmForm(forms.Form):
    end = forms.CharField(
        label=_("The last 8 characters of the secret key"),
        max_length=100,
        help_text=_("From the paper. Capitals or not is the same."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(button=_("Confirm the key"))
