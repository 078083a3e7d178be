"""What a report is narrowed by: the period, the site where there are several, and more."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mmbackup.engine.catalogue import DataType
from mmbackup.models import Drive, Medium, Pool, Site
from portal.crispy import helper_in_a_row
from portal.reports.asked import USUAL_NIGHTS, Asked

DAY = {"type": "date"}
SPANS = (30, USUAL_NIGHTS, 180, 365)
THE_LAST = _("The last %(count)s nights")
TYPES = [("", _("All data types")), *((data_type.slug, data_type.title) for data_type in DataType)]


class PeriodForm(forms.Form):
    """shown are the names of further fields: drive, type."""

    site = forms.ChoiceField(required=False, label=_("Site"))
    nights = forms.ChoiceField(required=False, label=_("Nights"))
    drive = forms.ChoiceField(required=False, label=_("Drive"))
    type = forms.ChoiceField(required=False, label=_("Data type"), choices=TYPES)

    def __init__(self, asked: Asked, *, site: Site, shown: tuple[str, ...] = ()) -> None:
        super().__init__({**asked.words, "site": str(site.pk)})
        for name, label in (("from", _("or from")), ("until", _("until"))):
            widget = forms.DateInput(attrs=DAY)
            self.fields[name] = forms.DateField(required=False, label=label, widget=widget)
        _offer(self, "nights", _spans(asked))
        _offer(self, "drive", _drives(site, asked.drive) if "drive" in shown else [])
        names = [*_site_field(self), "nights", "from", "until", *shown]
        _keep(self, names)


class MediaForm(forms.Form):
    """What the media report is narrowed by."""

    site = forms.ChoiceField(required=False, label=_("Site"))
    pool = forms.ChoiceField(required=False, label=_("Pool"))
    status = forms.ChoiceField(required=False, label=_("Status"))
    place = forms.ChoiceField(required=False, label=_("Place"))

    def __init__(self, words: dict[str, str], *, site: Site) -> None:
        super().__init__({**words, "site": str(site.pk)})
        pools = set(Medium.objects.filter(site=site).order_by().values_list("pool", flat=True).distinct())
        pools |= set(Pool.objects.filter(site=site).values_list("name", flat=True))
        _offer(self, "pool", [("", _("All pools")), *((name, name) for name in sorted(pools))])
        _offer(self, "status", [("", _("Any status")), *_capitals(Medium.Status)])
        _offer(self, "place", [("", _("Any place")), *_capitals(Medium.Place)])
        _keep(self, [*_site_field(self), "pool", "status", "place"])


def _keep(form: forms.Form, names: list[str]) -> None:
    for name in form.fields.keys() - set(names):
        del form.fields[name]
    form.helper = helper_in_a_row(*names, button=_("Show"))  # type: ignore[attr-defined]  # crispy's own


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str | Promise]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # they are choice fields


def _site_field(form: forms.Form) -> list[str]:
    sites = [(str(site.pk), site.name) for site in Site.objects.order_by("name")]
    _offer(form, "site", sites)
    return ["site"] if len(sites) > 1 else []


def _spans(asked: Asked) -> list[tuple[str, str | Promise]]:
    """The one of the address too, if it is another."""
    nights = asked.words["nights"]
    counts = [str(count) for count in SPANS]
    return [(count, THE_LAST % {"count": count}) for count in dict.fromkeys([*counts, nights])]


def _drives(site: Site, asked: str) -> list[tuple[str, str | Promise]]:
    """Also one that is gone: its nights are not."""
    names = list(Drive.objects.filter(site=site).values_list("name", flat=True))
    gone = [asked] if asked and asked not in names else []
    return [("", _("All drives")), *((name, name) for name in [*names, *gone])]


def _capitals(words: Any) -> list[tuple[str, str | Promise]]:
    return [(word.value, word.value.capitalize()) for word in words]
