"""Channels by webhook, and by the services that apprise knows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Channel
from portal.notices.forms.common import ChannelForm, SecretField, ca_field


class WebhookForm(ChannelForm):
    kind = Channel.Kind.WEBHOOK
    address = SecretField(
        label=_("Address"),
        max_length=2000,
        help_text=_("Such as https://example.com/hook. It counts as a secret: who knows it may write there."),
    )
    secret = SecretField(
        label=_("Secret to sign with"),
        help_text=_("Each request then has the header X-Mmbackup-Signature. Empty: none."),
    )
    unsigned = forms.BooleanField(label=_("Forget the secret: requests are not signed"), required=False)
    ca_file = ca_field()

    def settings(self) -> dict[str, Any]:
        return {name: value for name, value in super().settings().items() if name != "unsigned"}

    def forgotten(self) -> set[str]:
        return {"secret"} if self.cleaned_data["unsigned"] else set()


class AppriseForm(ChannelForm):
    kind = Channel.Kind.APPRISE
    address = SecretField(
        label=_("Address"),
        max_length=2000,
        help_text=_(
            "As apprise writes it, such as tgram://token/chat, slack://…, msteams://…, ntfy://…. "
            "All of it counts as a secret."
        ),
    )
