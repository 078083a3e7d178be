"""What the forms of all kinds of channels share. No secret is ever put into a page again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Channel
from mmbackup.services.notices.channels import ChannelFacts, mark_of
from mmbackup.services.notices.kinds import KINDS
from portal.crispy import helper

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEPT = _("There is one. Leave this empty to keep it.")


class SecretField(forms.CharField):
    """Empty: as it was."""

    def __init__(
        self, *, label: "StrOrPromise", help_text: "StrOrPromise" = "", max_length: int = 500
    ) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            widget=widget,
            max_length=max_length,
            strip=False,
        )


class ChannelForm(forms.Form):
    """Its other fields are named as the kind's settings are."""

    kind = ""
    name = forms.CharField(label=_("Name"), max_length=63, help_text=_("Such as: Administrators' mail."))
    enabled = forms.BooleanField(label=_("In use"), required=False, initial=True)
    shown = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)

    def __init__(self, *args: Any, channel: Channel | None = None, **kwargs: Any) -> None:
        if channel is not None:
            own = {"name": channel.name, "enabled": channel.enabled, "shown": mark_of(channel)}
            kwargs["initial"] = {**self.as_shown(channel.settings), **own}
        super().__init__(*args, **kwargs)
        self.order_fields(["name", *self.setting_names, "enabled", "shown"])
        for name in KINDS[self.kind].secrets:
            if channel is not None and channel.settings.get(name):
                self.fields[name].help_text = f"{KEPT} {self.fields[name].help_text}".strip()
        self.helper = helper(button=_("Save") if channel else _("Add the channel"))

    @property
    def setting_names(self) -> list[str]:
        return [name for name in self.fields if name not in ("name", "enabled", "shown")]

    def as_shown(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Settings as initial values: all but the secrets."""
        hidden = KINDS[self.kind].secrets
        return {name: value for name, value in settings.items() if name not in hidden}

    def settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.setting_names}

    def forgotten(self) -> set[str]:
        """Secrets that what was chosen has no use for."""
        return set()

    def facts(self) -> ChannelFacts:
        cleaned = self.cleaned_data
        return ChannelFacts(cleaned["name"], self.settings(), cleaned["enabled"], self.forgotten())

    def add_faults(self, faults: Mapping[str, str]) -> None:
        for name, words in faults.items():
            self.add_error(name if name in self.fields else None, words)


def port_field(initial: int, help_text: "StrOrPromise" = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65535, initial=initial, help_text=help_text
    )


def ca_field() -> forms.CharField:
    return forms.CharField(
        label=_("Certificate file of your own authority"),
        required=False,
        max_length=500,
        help_text=_("A path on the server. Empty: the authorities that the system trusts."),
    )
