"""A channel by mail."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Channel
from portal.notices.forms.common import ChannelForm, SecretField, ca_field, port_field


class MailForm(ChannelForm):
    kind = Channel.Kind.MAIL
    host = forms.CharField(label=_("Mail server"), max_length=253)
    port = port_field(587, _("587 with STARTTLS, 465 with TLS from the start, 25 inside a network."))
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=[("starttls", "STARTTLS"), ("tls", _("TLS from the start")), ("none", _("None"))],
        help_text=_("The server's certificate is always checked."),
    )
    ca_file = ca_field()
    user = forms.CharField(
        label=_("User"), required=False, max_length=200, help_text=_("Empty: without a log-in.")
    )
    password = SecretField(label=_("Password"))
    sender = forms.EmailField(label=_("From"))
    recipients = forms.CharField(
        label=_("To"), max_length=4000, widget=forms.Textarea({"rows": 3}), help_text=_("One address a line.")
    )

    def as_shown(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        return {**super().as_shown(settings), "recipients": "\n".join(settings["recipients"])}

    def clean_recipients(self) -> list[str]:
        return self.cleaned_data["recipients"].replace(",", " ").split()  # type: ignore[no-any-return]  # a CharField's

    def forgotten(self) -> set[str]:
        return set() if self.cleaned_data["user"] else {"password"}
