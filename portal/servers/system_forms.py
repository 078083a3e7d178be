"""The forms of sources that tell what a host is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.sources.kinds.windows import HIVES
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


class WindowsForm(SourceForm):
    KIND = "windows"
    OWN = ("parts", "hives", "system_state_on")
    parts = forms.MultipleChoiceField(
        label=_("Parts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("software", _("Installed software")),
            ("services", _("Services and scheduled tasks")),
            ("network", _("Network configuration and firewall")),
            ("disks", _("Disks, volumes and file systems")),
            ("accounts", _("Users and groups")),
            ("hosts", _("The hosts file")),
            ("registry", _("The registry")),
            ("system-state", _("System state, as wbadmin wrote it")),
        ],
        help_text=_("Of a host on another machine only. None chosen: all."),
    )
    hives = forms.MultipleChoiceField(
        label=_("Hives of the registry"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(hive, hive) for hive in HIVES],
        help_text=_("None chosen: all. SAM and SECURITY hold secrets from which passwords can be found."),
    )
    system_state_on = forms.CharField(
        label=_("Volume of the system state"),
        required=False,
        max_length=2,
        help_text=_(
            "Such as E:, where the host's own schedule has wbadmin write it. Empty: it is not saved."
        ),
    )
