"""Narrows the Alarm Log. All of it stands in the address."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.codes import ALARM_CODES, Level
from portal.crispy import helper_in_a_row
from portal.days import add_days, within

STATES = [("", _("All")), ("active", _("Active")), ("resolved", _("Resolved"))]
LEVELS = [("", _("All levels")), *((level.value, f"{level.value} {level.name.lower()}") for level in Level)]


class AlarmForm(forms.Form):
    state = forms.ChoiceField(required=False, label=_("State"), choices=STATES)
    level = forms.ChoiceField(required=False, label=_("Level"), choices=LEVELS)
    code = forms.ChoiceField(required=False, label=_("Code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(code.code), f"{code.code} · {code.message}") for code in ALARM_CODES]
        self.fields["code"].choices = [("", _("All codes")), *known]  # type: ignore[attr-defined]  # it has choices
        self.helper = helper_in_a_row("state", "level", "code", *add_days(self), button=_("Show"))


def wanted(given: Mapping[str, Any]) -> Q:
    """What was given, cleaned, as a question to the database."""
    found = within(given, "alarmed_at")
    if given.get("state"):
        found &= Q(resolved_at__isnull=given["state"] == "active")
    if given.get("level"):
        found &= Q(level=given["level"])
    if given.get("code"):
        found &= Q(code=int(given["code"]))
    return found
