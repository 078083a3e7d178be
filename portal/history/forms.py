"""Narrows the Administration History."""

from typing import Any

from django import forms

from mmbackup.models import Change, Site
from portal.crispy import helper_in_a_row
from portal.history.query import LONGEST

DAY = {"type": "date"}
WAYS = [("", "Any"), *((via.value, via.value[0].upper() + via.value[1:]) for via in Change.Via)]


class HistoryForm(forms.Form):
    who = forms.CharField(required=False, label="Who", max_length=LONGEST)
    deed = forms.CharField(required=False, label="What", max_length=LONGEST)
    text = forms.CharField(required=False, label="Text", max_length=LONGEST)
    via = forms.ChoiceField(required=False, label="Via", choices=WAYS)
    site = forms.ChoiceField(required=False, label="Site")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.DateField(required=False, widget=forms.DateInput(attrs=DAY))
        self.fields["until"] = forms.DateField(required=False, widget=forms.DateInput(attrs=DAY))
        sites = [(str(site.pk), site.name) for site in Site.objects.order_by("name")]
        self.fields["site"].choices = [("", "All sites"), *sites]  # type: ignore[attr-defined]
        shown = ["who", "deed", "text", "via", *(["site"] if len(sites) > 1 else []), "from", "until"]
        for name in self.fields.keys() - set(shown):
            del self.fields[name]
        self.helper = helper_in_a_row(*shown, button="Show")
