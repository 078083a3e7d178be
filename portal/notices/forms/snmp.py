"""A channel by SNMP."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Channel
from mmbackup.services.notices.kinds.snmp import ENGINE_ID, ENTERPRISE
from mmbackup.services.notices.kinds.snmp_names import AUTHENTICATIONS, ENCRYPTIONS
from portal.notices.forms.common import ChannelForm, SecretField, port_field


class SnmpForm(ChannelForm):
    kind = Channel.Kind.SNMP
    host = forms.CharField(label=_("Receiver"), max_length=253)
    port = port_field(162)
    version = forms.ChoiceField(label=_("Version"), choices=[("3", "v3"), ("2c", "v2c")])
    confirmed = forms.BooleanField(
        label=_("Informs instead of traps"),
        required=False,
        initial=True,
        help_text=_("The receiver confirms an inform. A trap that is lost, nobody notices."),
    )
    community = SecretField(label=_("Community (v2c)"))
    user = forms.CharField(label=_("User (v3)"), max_length=32, required=False)
    authentication = forms.ChoiceField(
        label=_("Authentication (v3)"), choices=[(name, name) for name in AUTHENTICATIONS], initial="SHA-256"
    )
    authentication_password = SecretField(label=_("Password to authenticate with (v3)"))
    encryption = forms.ChoiceField(
        label=_("Encryption (v3)"), choices=[(name, name) for name in ENCRYPTIONS], initial="AES-128"
    )
    encryption_password = SecretField(label=_("Password to encrypt with (v3)"))
    enterprise = forms.IntegerField(
        label=_("Enterprise number"),
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text=format_lazy(
            _(
                "Your own, in the MIB as well (deploy/MMBACKUP-MIB.txt). "
                "Empty: {number}, which is for examples."
            ),
            number=ENTERPRISE,
        ),
    )
    engine_id = forms.CharField(
        label=_("Engine ID (v3)"),
        required=False,
        max_length=64,
        help_text=format_lazy(
            _("What a receiver of v3 traps has to be told, in hexadecimal. Empty: {number}."),
            number=ENGINE_ID,
        ),
    )

    def forgotten(self) -> set[str]:
        if self.cleaned_data["version"] == "2c":
            return {"authentication_password", "encryption_password"}
        names = ("authentication", "encryption")
        return {"community", *(f"{name}_password" for name in names if self.cleaned_data[name] == "none")}
