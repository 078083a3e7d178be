"""Narrows the Administration History."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mmbackup.models import Change, Site
from portal.crispy import helper_in_a_row
from portal.history.query import LONGEST

DAY = {"type": "date"}
WAYS = [
    ("", _("Any")),
    (Change.Via.PORTAL, _("Portal")),
    (Change.Via.API, _("API")),
    (Change.Via.SHELL, _("Shell")),
    (Change.Via.ITSELF, _("By itself")),
]


class HistoryForm(forms.Form):
    who = forms.CharField(required=False, label=_("Who"), max_length=LONGEST)
    deed = forms.CharField(required=False, label=_("What"), max_length=LONGEST)
    text = forms.CharField(required=False, label=_("Text"), max_length=LONGEST)
    via = forms.ChoiceField(required=False, label=_("Via"), choices=WAYS)
    site = forms.ChoiceField(required=False, label=_("Site"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.DateField(
            required=False, label=gettext("From"), widget=forms.DateInput(attrs=DAY)
        )
        self.fields["until"] = forms.DateField(
            required=False, label=gettext("Until"), widget=forms.DateInput(attrs=DAY)
        )
        sites = [(str(site.pk), site.name) for site in Site.objects.order_by("name")]
        self.fields["site"].choices = [("", gettext("All sites")), *sites]  # type: ignore[attr-defined]
        shown = ["who", "deed", "text", "via", *(["site"] if len(sites) > 1 else []), "from", "until"]
        for name in self.fields.keys() - set(shown):
            del self.fields[name]
        self.helper = helper_in_a_row(*shown, button=_("Show"))
