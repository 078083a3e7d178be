"""The forms of people."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Role
from portal.crispy import helper
from portal.help.more import with_more

WHAT_ROLES_DO = {
    Role.ADMINISTRATOR: _("Administrator: everything"),
    Role.OPERATOR: _("Operator: the morning's work, attended backups, alarms, restores into a folder"),
    Role.AUDITOR: _("Auditor: reads all, changes nothing"),
    Role.SUBSCRIBERS: _("Subscriber administrator: none of the backup pages"),
}


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(
        label=_("Role"),
        coerce=Role,
        choices=list(WHAT_ROLES_DO.items()),
        widget=forms.RadioSelect,
        help_text=with_more(_("Which page is whose:"), "reference/roles"),
    )

    def __init__(self, *args: Any, button: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(button=button or gettext("Change the role"))


class PersonForm(RoleForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        validators=[User.username_validator],
        help_text=_("To log in with: letters, digits and @ . + - _. Capitals make no difference."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ["name", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, button=gettext("Add and show a one-time password"), **kwargs)
