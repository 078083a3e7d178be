"""Days that people choose to narrow a list, by the site's clock."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import make_aware

_FROM, _UNTIL = "from", "until"


def add_days(form: forms.Form) -> tuple[str, str]:
    """The names of the two fields; 'from' is no name for an attribute."""
    for name in (_FROM, _UNTIL):
        widget = forms.DateInput(attrs={"type": "date"})
        form.fields[name] = forms.DateField(required=False, label=name.title(), widget=widget)
    return _FROM, _UNTIL


def within(given: Mapping[str, Any], moment: str) -> Q:
    """Both days included."""
    found = Q()
    if given.get(_FROM):
        found &= Q(**{f"{moment}__gte": _begin_of(given[_FROM])})
    if given.get(_UNTIL):
        found &= Q(**{f"{moment}__lt": _begin_of(given[_UNTIL] + timedelta(days=1))})
    return found


def _begin_of(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
