"""The forms of people."""

from typing import Any

from django import forms
from django.contrib.auth.models import User

from mmbackup.models import Role
from portal.crispy import helper

WHAT_ROLES_DO = {
    Role.ADMINISTRATOR: "Administrator: everything",
    Role.OPERATOR: "Operator: the morning's work, attended backups, alarms, restores into a folder",
    Role.AUDITOR: "Auditor: reads all, changes nothing",
    Role.SUBSCRIBERS: "Subscriber administrator: none of the backup pages",
}


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(
        label="Role", coerce=Role, choices=list(WHAT_ROLES_DO.items()), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, button: str = "Change the role", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(button=button)


class PersonForm(RoleForm):
    name = forms.CharField(
        label="Name",
        max_length=150,
        validators=[User.username_validator],
        help_text="To log in with: letters, digits and @ . + - _. Capitals make no difference.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ["name", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, button="Add and show a one-time password", **kwargs)
