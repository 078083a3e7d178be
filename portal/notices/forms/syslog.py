"""A channel by syslog."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Channel
from mmbackup.services.notices.kinds.syslog import FACILITIES
from portal.notices.forms.common import ChannelForm, ca_field


class SyslogForm(ChannelForm):
    kind = Channel.Kind.SYSLOG
    transport = forms.ChoiceField(
        label=_("By"),
        choices=[("udp", "UDP"), ("tcp", "TCP"), ("tls", "TLS"), ("local", _("A socket on this server"))],
        help_text=_("UDP is never confirmed: what is lost on the way, nobody notices."),
    )
    host = forms.CharField(label=_("Syslog server"), max_length=253, required=False)
    port = forms.IntegerField(
        label=_("Port"),
        min_value=1,
        max_value=65535,
        required=False,
        initial=514,
        help_text=_("514 by UDP and TCP, 6514 by TLS."),
    )
    ca_file = ca_field()
    path = forms.CharField(label=_("Socket"), max_length=100, required=False, initial="/dev/log")
    facility = forms.ChoiceField(
        label=_("Facility"), choices=[(name, name) for name in FACILITIES], initial="daemon"
    )
