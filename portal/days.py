"""Days that people choose to narrow a list, by the site's clock."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

_FROM, _UNTIL = "from", "until"
EARLIEST, LATEST = date(1970, 1, 2), date(9998, 12, 30)  # on every clock there is
_LABELS = {_FROM: _("From"), _UNTIL: _("Until")}


def add_days(form: forms.Form) -> tuple[str, str]:
    """The names of the two fields; 'from' is no name for an attribute."""
    for name, label in _LABELS.items():
        widget = forms.DateInput(attrs={"type": "date"})
        form.fields[name] = forms.DateField(required=False, label=label, widget=widget)
    return _FROM, _UNTIL


def within(given: Mapping[str, Any], moment: str) -> Q:
    """Both days included."""
    found = Q()
    if given.get(_FROM):
        found &= Q(**{f"{moment}__gte": _begin_of(given[_FROM])})
    if given.get(_UNTIL):
        found &= Q(**{f"{moment}__lt": _begin_of(given[_UNTIL]) + timedelta(days=1)})
    return found


def can_be_told(day: date) -> bool:
    """Whether moments around it can be reckoned with, and the database keeps them."""
    return EARLIEST <= day <= LATEST


def _begin_of(day: date) -> datetime:
    return make_aware(datetime.combine(min(max(day, EARLIEST), LATEST), time()))
