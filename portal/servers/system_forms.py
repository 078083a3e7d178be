"""The form of sources that tell what a host is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.servers.forms import SourceForm


class SystemForm(SourceForm):
    KIND = "system"
    OWN = ("parts",)
    parts = forms.MultipleChoiceField(
        label=_("Parts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("software", _("Installed software")),
            ("services", _("Enabled services")),
            ("network", _("Network configuration")),
            ("disks", _("Disks, volumes and file systems")),
            ("accounts", _("Users and groups")),
            ("certificates", _("Certificates, and where private keys lie")),
            ("alarms", _("Settings of alarms and monitoring")),
            ("jobs", _("Jobs that run by the clock")),
        ],
        help_text=_(
            "Text to build the host again by. None chosen: all. Settings of alarms may hold passwords."
        ),
    )
