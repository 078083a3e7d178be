"""Narrows the Alarm Log. All of it stands in the address."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import make_aware

from mmbackup.engine.codes import ALARM_CODES, Level
from portal.crispy import helper_in_a_row

DAY = {"type": "date"}
STATES = [("", "All"), ("active", "Active"), ("resolved", "Resolved")]
LEVELS = [("", "All levels"), *((level.value, f"{level.value} {level.name.lower()}") for level in Level)]


class AlarmForm(forms.Form):
    state = forms.ChoiceField(required=False, label="State", choices=STATES)
    level = forms.ChoiceField(required=False, label="Level", choices=LEVELS)
    code = forms.ChoiceField(required=False, label="Code")
    until = forms.DateField(required=False, label="Until", widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.DateField(required=False, widget=forms.DateInput(attrs=DAY))
        known = [(str(code.code), f"{code.code} · {code.message}") for code in ALARM_CODES]
        self.fields["code"].choices = [("", "All codes"), *known]  # type: ignore[attr-defined]  # it has choices
        self.helper = helper_in_a_row("state", "level", "code", "from", "until", button="Show")


def wanted(given: Mapping[str, Any]) -> Q:
    """What was given, cleaned, as a question to the database."""
    found = Q()
    if given.get("state"):
        found &= Q(resolved_at__isnull=given["state"] == "active")
    if given.get("level"):
        found &= Q(level=given["level"])
    if given.get("code"):
        found &= Q(code=int(given["code"]))
    if given.get("from"):
        found &= Q(alarmed_at__gte=_begin_of(given["from"]))
    if given.get("until"):
        found &= Q(alarmed_at__lt=_begin_of(given["until"] + timedelta(days=1)))
    return found


def _begin_of(day: date) -> datetime:
    """By the site's clock."""
    return make_aware(datetime.combine(day, time()))
