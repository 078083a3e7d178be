"""The form of a new token."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Role
from portal.crispy import helper
from portal.help.more import with_more

USUAL = timedelta(days=365)
ROLES = (
    (Role.AUDITOR, _("Auditor: reads all, changes nothing")),
    (Role.OPERATOR, _("Operator: backups, restores into a folder, media, alarms")),
    (Role.ADMINISTRATOR, _("Administrator: all but people and tokens")),
)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=63,
        help_text=_("Say which program has it, such as “Monitoring”. The history names what it does by it."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        widget=forms.RadioSelect,
        initial=Role.AUDITOR,
        help_text=with_more(_("Which page is whose:"), "reference/roles"),
    )
    expires_on = forms.DateField(
        label=_("Expires after"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Its last day. Empty: never."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = localdate() + USUAL
        self.helper = helper(button=_("Make the token and show it"))

    def clean_expires_on(self) -> datetime | None:
        """The end of that day, on the site's clock."""
        day = self.cleaned_data["expires_on"]
        if day is None:
            return None
        if not localdate() <= day <= localdate() + timedelta(days=36_525):
            raise forms.ValidationError(_("Give a day to come, within a hundred years."))
        return datetime.combine(day + timedelta(days=1), time(), tzinfo=get_current_timezone())
